/**
 * Math's functions, looked up once. In a vm context, such as jest's, a call through the global costs 280 ns, 40 times
 * as much. A simulated night makes a million calls. In plain Node both cost 7 ns.
 */
export const { min, max, floor, exp, round } = Math;
