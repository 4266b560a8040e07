/**
 * Math's functions, looked up once. In a vm context, as jest's tests have, a call through the global costs 280 ns, 40
 * times as much; a simulated night makes a million calls. In plain Node both cost the same (7 ns).
 */
export const { min, max, floor, exp, round } = Math;
