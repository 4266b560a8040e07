const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const swc = require('@swc/core');

const OPTIONS = {
  configFile: false,
  swcrc: false,
  sourceMaps: 'inline',
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs', ignoreDynamic: false },
};
const SALT = swc.version + readFileSync(__filename, 'utf8');

/** For jest: takes the types away. The key leaves jest's options out, so that each way to run tests shares one cache. */
module.exports = {
  canInstrument: false,
  process: (source, filename) => ({ code: swc.transformSync(source, { ...OPTIONS, filename }).code }),
  getCacheKey: (source, filename, { instrument }) =>
    createHash('sha256').update(`${SALT}\0${filename}\0${instrument}\0${source}`).digest('hex'),
};
