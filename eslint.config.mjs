// @ts-check
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The folders of src/, top layer first. A folder may import every folder of the layers below its own. */
const layers = [
  ['editor', 'cli', 'languageServer', 'debugAdapter'],
  ['linting', 'proof'],
  ['fleet', 'gateway', 'analysis', 'timeline', 'evidence', 'project'],
  ['environment'],
  ['sandbox', 'runtimes', 'syntax'],
  ['lambda'],
];

/**
 * Arrows between folders of one layer: the exceptions to "down only".
 * @type {Record<string, string[]>}
 */
const sideways = {
  editor: ['debugAdapter', 'languageServer'],
  cli: ['languageServer'],
  gateway: ['fleet'],
  evidence: ['analysis', 'timeline'],
};

/**
 * Folders that run somewhere else, so only what is listed can come along.
 * @type {Record<string, string[]>}
 */
const apart = {
  webview: ['timeline', 'lambda'],
  'runtimes/node/client': [],
  // What it observes, as types.
  'runtimes/node/probe': ['lambda/evidence.ts'],
};

/** The composition roots, which may import everything and which nothing imports. */
const roots = ['src/index.ts', 'src/extension.ts'];

/** @type {[folder: string, allowed: string[]][]} */
const arrows = [
  ...layers.flatMap((layer, depth) =>
    layer.map(
      /** @returns {[string, string[]]} */ (folder) => [
        folder,
        [...(sideways[folder] ?? []), ...layers.slice(depth + 1).flat()],
      ],
    ),
  ),
  ...Object.entries(apart),
];

const layerZones = arrows.map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...allowed].map((name) => `./${name}`),
  message: `src/${folder} may import ${allowed.join(', ') || 'nothing else of src'}. See the table in eslint.config.mjs.`,
}));

const shippedCodeZone = {
  target: './src',
  from: '.',
  except: ['./src', './package.json', './node_modules'],
  message: 'Code that ships imports only code that ships.',
};

const vscodeMessage = 'Only src/editor and src/extension.ts know the editor; everything else takes a narrow port.';
const clientMessage = "It runs inside the user's function: built-in modules (node:) and its own files only.";

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.vscode-test/', '.warmpath/', 'examples/', '**/fixtures/']),
  {
    // A rule that is wrong for one line is wrong: change the line or the rule, for everyone to see.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  importX.flatConfigs.typescript,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] })],
    },
    rules: {
      eqeqeq: 'error',
      complexity: ['error', 15],
      'object-shorthand': 'error',
      'prefer-template': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/no-restricted-paths': [
        'error',
        { basePath: import.meta.dirname, zones: [...layerZones, shippedCodeZone] },
      ],
      'import-x/order': [
        'error',
        {
          groups: ['builtin', 'external', ['parent', 'sibling', 'index']],
          alphabetize: { order: 'asc', caseInsensitive: true },
          'newlines-between': 'never',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { requireDefaultForNonUnion: true }],
    },
  },
  {
    // Scripts load what the build made, so their types are unknown when nothing is built.
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['src/**'],
    rules: { 'max-lines': ['error', 400] },
  },
  {
    files: ['src/**'],
    ignores: ['src/editor/**', 'src/extension.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: 'vscode', message: vscodeMessage }] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression[source.value="vscode"]', message: vscodeMessage },
      ],
    },
  },
  {
    files: ['src/runtimes/node/client/**', 'src/runtimes/node/probe/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '^(?!node:|\\.)', message: clientMessage }] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ImportExpression > Literal.source:not([value=/^(node:|\\.)/])', message: clientMessage },
      ],
    },
  },
  {
    // A folder the table does not know would escape it.
    files: ['src/**'],
    ignores: [...roots, ...arrows.map(([folder]) => `src/${folder}/**`)],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Program', message: 'This folder is not in the table of layers in eslint.config.mjs.' },
      ],
    },
  },
);
