/** This release's version. It equals the one of package.json, which the bundle leaves out; a test compares the two. */
export const VERSION = '0.2.0';
