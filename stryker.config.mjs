/** MUTANTS names the folder to change; its own tests are run. */
const folder = process.env.MUTANTS ?? 'services/access';

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 30_000,
  jest: { configFile: 'jest.mutants.config.js' },
  mutate: [`${folder}/**/*.ts`],
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['progress-append-only', 'clear-text'],
  clearTextReporter: { allowColor: false, reportTests: false },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['dist', 'coverage', 'docs'],
};
