/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Not roots: ['test']: jest would then leave never-imported sources out of the coverage report.
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json' }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  randomize: true,
  restoreMocks: true,
  errorOnDeprecated: true,
  collectCoverageFrom: ['{bots,commands,dialogs,cards,services,playground}/**/*.ts'],
};
