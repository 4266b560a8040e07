const config = require('./jest.config');

/** For StrykerJS: without what starts the whole product, a browser or another process. */
module.exports = {
  ...config,
  testMatch: ['<rootDir>/test/{services,commands,dialogs,cards,bots,contract}/**/*.test.ts'],
  randomize: false,
};
