import { asyncHandler, type HandlerCase } from './handlerCase';

const CJS = 'exports.handler = async () => __filename.split("/").pop();\n';
const ESM = 'export const handler = async () => import.meta.url.split("/").pop();\n';

/** How handler strings become functions, and what happens when they do not; the same under both sets of rules. */
export const IMPORT_CASES: readonly HandlerCase[] = [
  { name: 'import: CommonJS .js', code: { 'index.js': CJS } },
  { name: 'import: CommonJS .cjs', code: { 'index.cjs': CJS } },
  { name: 'import: ES module .mjs', code: { 'index.mjs': ESM } },
  { name: 'import: ES module .js by package.json', code: { 'index.js': ESM, 'package.json': '{"type":"module"}' } },
  {
    name: 'import: package.json of a parent folder',
    code: { 'src/lib/index.js': ESM, 'src/package.json': '{"type":"module"}' },
    handler: 'src/lib/index.handler',
  },
  {
    name: 'import: nearest package.json wins',
    code: { 'src/index.js': CJS, 'src/package.json': '{}', 'package.json': '{"type":"module"}' },
    handler: 'src/index.handler',
  },
  { name: 'import: .js before .mjs before .cjs', code: { 'index.js': CJS, 'index.mjs': ESM, 'index.cjs': CJS } },
  { name: 'import: .mjs before .cjs', code: { 'index.mjs': ESM, 'index.cjs': CJS } },
  { name: 'import: nested folders', code: { 'a/b/c.mjs': ESM }, handler: 'a/b/c.handler' },
  { name: 'import: leading ./', code: { 'a/c.mjs': ESM }, handler: './a/c.handler' },
  { name: 'import: dots in folder names', code: { 'a.b/c.mjs': ESM }, handler: 'a.b/c.handler' },
  {
    name: 'import: nested property',
    code: { 'index.js': 'exports.a = { b: { handler: async () => "nested" } };' },
    handler: 'index.a.b.handler',
  },
  {
    name: 'import: nested property of an ES module',
    code: 'export const a = { b: { handler: async () => "nested" } };',
    handler: 'index.a.b.handler',
  },
  { name: 'import: default export with a handler', code: 'export default { handler: async () => "default" };' },
  { name: 'import: default export by name', code: 'export default async () => "default";', handler: 'index.default' },
  {
    name: 'import: CommonJS default by name',
    code: { 'index.js': 'exports.default = async () => "default";' },
    handler: 'index.default',
  },
  {
    name: 'import: module.exports assigned',
    code: { 'index.js': 'const api = { handler: async () => "assigned" }; module.exports = api;' },
  },
  {
    name: 'import: handler on a function',
    code: { 'index.js': 'const app = () => 1; module.exports = app; app.handler = async () => "on a function";' },
  },
  {
    name: 'import: folder of the same name',
    code: { 'index/index.js': CJS, 'index.js': 'exports.handler = async () => "file";' },
  },
  { name: 'import: file without extension', code: { index: CJS } },
  {
    name: 'import: top-level await',
    code: `const value = await new Promise((r) => setTimeout(() => r("awaited"), 5));\n${asyncHandler('return value;')}`,
  },
  { name: 'import: top-level await never settles', code: `await new Promise(() => {});\n${asyncHandler('')}` },
  { name: 'import: top-level await rejects', code: `await Promise.reject(new Error("top"));\n${asyncHandler('')}` },
  {
    name: 'import: CommonJS from an ES module',
    code: {
      'index.mjs': 'import util from "./util.cjs"; export const handler = async () => util.a;',
      'util.cjs': 'exports.a = 1;',
    },
  },
  {
    name: 'import: NODE_PATH',
    code: {
      'index.js': 'const dep = require("layered"); exports.handler = async () => dep;',
      'layer/layered/index.js': 'module.exports = "from the layer";',
    },
    environment: { NODE_PATH: '<task>/layer' },
  },
  {
    name: 'import: module from NODE_PATH',
    code: { 'layer/shared/index.js': CJS },
    handler: 'shared.handler',
    environment: { NODE_PATH: '<task>/layer' },
  },
  {
    name: 'import: module from node_modules',
    code: { 'node_modules/fn/package.json': '{"main":"main.js"}', 'node_modules/fn/main.js': CJS },
    handler: 'fn.handler',
  },
  { name: 'import: JSON module', code: { 'index.json': '{"handler": 1}' }, environment: { NODE_PATH: '<task>' } },
  {
    name: 'import: module.parent and require.main',
    code: {
      'index.js':
        'const parent = Boolean(module.parent); const main = require.main === module; exports.handler = async () => [parent, main];',
    },
  },
  {
    name: 'import: globals',
    code: {
      'index.js':
        'exports.handler = async () => [typeof require, typeof module, typeof awslambda, Object.keys(awslambda).sort()];',
    },
  },
  {
    name: 'import: no awslambda',
    code: asyncHandler('return typeof awslambda;'),
    environment: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: 'true' },
  },
  {
    name: 'import: InvokeStore',
    code: asyncHandler(
      'const s = awslambda.InvokeStore; return s === undefined ? null : [s.getRequestId(), s.getXRayTraceId(), s.hasContext(), s.get("own"), s.set("own", 1), s.get("own")];',
    ),
    invocations: [{}, {}],
  },
  {
    name: 'init: log lines',
    code: `console.log("init", 1); console.error("bad");\n${asyncHandler('console.log("run");')}`,
  },
  { name: 'init: module missing', code: { 'other.js': '' } },
  {
    name: 'init: dependency missing, CommonJS',
    code: { 'index.js': 'require("not-there"); exports.handler = async () => 1;' },
  },
  { name: 'init: dependency missing, ES module', code: `import x from "not-there";\n${asyncHandler('return x;')}` },
  { name: 'init: file missing, ES module', code: `import x from "./not-there.mjs";\n${asyncHandler('return x;')}` },
  {
    name: 'init: named import missing',
    code: {
      'index.mjs': `import { nope } from "./util.mjs";\n${asyncHandler('return nope;')}`,
      'util.mjs': 'export const a = 1;',
    },
  },
  { name: 'init: syntax error, CommonJS', code: { 'index.js': 'exports.handler = async () => {\n  return (;\n};\n' } },
  { name: 'init: syntax error, ES module', code: 'export const handler = async () => {\n  return (;\n};\n' },
  { name: 'init: ES module syntax in CommonJS', code: { 'index.js': ESM, 'package.json': '{"type":"commonjs"}' } },
  { name: 'init: require in an ES module', code: `const fs = require("node:fs");\n${asyncHandler('return fs;')}` },
  { name: 'init: export missing', code: 'export const other = 1;' },
  { name: 'init: export is not a function', code: 'export const handler = { a: 1 };' },
  { name: 'init: nested property missing', code: 'export const a = {};', handler: 'index.a.b.handler' },
  { name: 'init: handler without dot', code: asyncHandler(''), handler: 'index' },
  { name: 'init: handler with ..', code: asyncHandler(''), handler: '../index.handler' },
  { name: 'init: throws an Error', code: 'throw new Error("at import");' },
  { name: 'init: throws an Error, CommonJS', code: { 'index.js': 'throw new Error("at import");' } },
  { name: 'init: throws text', code: 'throw "text at import";' },
  {
    name: 'init: throws a custom error',
    code: {
      'index.js':
        'class ConfigurationError extends Error {}\nconst e = new ConfigurationError("bad"); e.name = "ConfigurationError"; e.key = 1; throw e;',
    },
  },
  { name: 'init: process.exit 0', code: 'process.exit(0);' },
  { name: 'init: process.exit 7', code: { 'index.js': 'console.log("x"); process.exit(7);' } },
  {
    name: 'init: streaming mark of another kind',
    code: 'export const handler = async () => 1; handler[Symbol.for("aws.lambda.runtime.handler.streaming")] = "request";',
  },
  {
    name: 'init: unhandled rejection',
    code: `Promise.reject(new Error("stray at init")); await new Promise((r) => setTimeout(r, 60000));\n${asyncHandler('return 1;')}`,
  },
  {
    name: 'init: exception in a timer',
    code: `setTimeout(() => { throw new Error("timer at init"); }, 1); await new Promise((r) => setTimeout(r, 60000));\n${asyncHandler('return 1;')}`,
  },
];
