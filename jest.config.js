// Not UTC, so that "wherever the process runs" can fail: 12:45 or 13:45 ahead of it, with changes of the clock.
process.env.TZ ??= 'Pacific/Chatham';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Not roots: ['test']: jest would then leave never-imported sources out of the coverage report.
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Looks for planted secrets in every log and database of the tests.
  setupFilesAfterEnv: ['<rootDir>/test/support/leakWatch.ts'],
  // jose and strip-bom are ESM only: Node's require() takes that, jest's does not. Nor does jest take the exporter's
  // `import()`.
  transform: {
    '^.+\\.ts$|/node_modules/(jose|strip-bom|@opentelemetry/otlp-exporter-base)/.+\\.js$':
      '<rootDir>/jest.transform.js',
  },
  transformIgnorePatterns: [
    '/node_modules/(?!jose/|@opentelemetry/otlp-exporter-base/|(@microsoft/app-manifest/node_modules/)?strip-bom/)',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist[./]', '<rootDir>/.stryker-tmp/'],
  randomize: true,
  // jest would leave one core to whoever watches.
  maxWorkers: '100%',
  // No test waits for time to pass; this only leaves room on a loaded machine.
  testTimeout: 120_000,
  restoreMocks: true,
  errorOnDeprecated: true,
  collectCoverageFrom: ['{bots,commands,dialogs,cards,services,playground}/**/*.ts'],
};
