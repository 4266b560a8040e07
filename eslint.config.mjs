// @ts-check
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

const RESTRICTED = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  {
    selector: "ThrowStatement > NewExpression[callee.name='Error']",
    message: 'Throw UserError, OperatorError or AzureError, or assert: who is to put this right?',
  },
];

export default defineConfig(
  { ignores: ['dist', 'dist.*', 'build', 'coverage', '.stryker-tmp', '*.js', '*.mjs', '.ci/*.mjs', 'test/**/*.mjs'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './playground/page/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  {
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: {
      'simple-import-sort/imports': 'error',

      // Size: a function fits a screen, a file fits a head.
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-lines': ['error', 300], // All lines count, comments too, as in test/architecture.test.ts.
      'max-params': ['error', 3],
      complexity: ['error', 12],

      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/require-await': 'off', // A port's method is async even where one implementation has nothing to wait for.
      '@typescript-eslint/dot-notation': 'off', // tsconfig's noPropertyAccessFromIndexSignature asks for the opposite.
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...RESTRICTED],
    },
  },
  {
    // Ids get their lower case in services/backup/ids.ts. The ignored files lower-case words of users, of Azure or of HTML.
    files: ['{bots,cards,commands,dialogs,protocol,services,views}/**/*.ts'],
    ignores: [
      'bots/channel/roster.ts',
      'bots/http/{clientAddress,foreignRequests}.ts',
      'bots/turn/readMarkup.ts',
      'cards/text/**',
      'commands/{parse,topics}/**',
      'commands/words.ts',
      'dialogs/**',
      'services/azure/{http,translate}/**',
      'services/azure/trigger.ts',
      'services/backup/{advice,consistency,ids,operations,phase,protection,vmNames}.ts',
      'services/backup/schedule/windowsZones.ts',
      'services/platform/log.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...RESTRICTED,
        {
          selector: 'CallExpression[callee.property.name=/^to(Locale)?(Lower|Upper)Case$/]',
          message: 'An id becomes a key by vaultKey, jobKey, itemIdOf or idKey of services/backup/ids.ts.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...RESTRICTED,
        {
          selector:
            "CallExpression[callee.property.name=/^(assert|check)$/][callee.object.name='fc']:not([arguments.1.properties.0.key.name='seed'])",
          message: 'A property names its seed first, so that it draws the same cases in each run.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Chance comes from a seed (simulation/random.ts), so that a failure can be run again.',
        },
      ],
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
