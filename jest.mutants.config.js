const config = require('./jest.config');

const folder = process.env.MUTANTS ?? 'services/access';

/** For StrykerJS: the folder's own tests, since each change loads all of them anew. */
module.exports = { ...config, testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`], randomize: false };
