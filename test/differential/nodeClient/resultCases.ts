import { asyncHandler, type HandlerCase } from './handlerCase';

/** What handlers return, throw and see; the same under both sets of rules. */
export const RESULT_CASES: readonly HandlerCase[] = [
  {
    name: 'result: echo of several events',
    code: asyncHandler('return event;'),
    invocations: [{ event: { a: 1 } }, { event: '"text"' }, { event: '[1,2]' }, { event: 'null' }],
  },
  { name: 'result: undefined', code: asyncHandler('') },
  { name: 'result: null', code: asyncHandler('return null;') },
  {
    name: 'result: number, string, boolean',
    code: asyncHandler('return event;'),
    invocations: [{ event: '1.5' }, { event: '"x"' }, { event: 'false' }],
  },
  {
    name: 'result: non-ASCII text',
    code: asyncHandler('return { said: "Grüße, 世界 \\u{1F600}", lone: "\\ud83d", event };'),
    invocations: [{ event: { name: 'Zoë 日本 😀' } }],
  },
  { name: 'result: BigInt', code: asyncHandler('return { n: 1n };') },
  { name: 'result: circular', code: asyncHandler('const a = {}; a.a = a; return a;') },
  { name: 'result: function', code: asyncHandler('return () => 1;') },
  { name: 'result: symbol', code: asyncHandler('return Symbol("s");') },
  {
    name: 'result: Buffer, Date, Map, NaN',
    code: asyncHandler('return [Buffer.from("ab"), new Date(0), new Map([[1, 2]]), NaN, -0, undefined, Infinity];'),
  },
  { name: 'result: toJSON', code: asyncHandler('return { toJSON: () => ({ from: "toJSON" }) };') },
  { name: 'result: toJSON that throws', code: asyncHandler('return { toJSON() { throw new Error("no"); } };') },
  {
    name: 'result: 3 MB',
    code: asyncHandler('return "ab".repeat(1500000) + event.length;'),
    invocations: [{ event: JSON.stringify('é'.repeat(1_000_000)) }],
  },
  {
    name: 'result: refused by the platform',
    code: asyncHandler('console.log("run"); return event;'),
    invocations: [{ event: 1, postStatus: 413 }, { event: 2 }],
  },
  {
    name: 'result: environment survives invocations',
    code: `let n = 0;\n${asyncHandler('n += 1; globalThis.g ??= n; return [n, g];')}`,
    invocations: [{}, {}, {}],
  },
  {
    name: 'result: changed in an immediate after it was returned',
    code: asyncHandler('const r = { n: 1 }; setImmediate(() => { r.n = 2; }); return r;'),
  },
  {
    name: 'result: thenable',
    code: 'export const handler = () => ({ then: (resolve) => resolve("thenable"), catch() {} });',
  },
  {
    name: 'result: promise of a non-async function',
    code: 'export const handler = (event) => Promise.resolve(event);',
    invocations: [{ event: 7 }],
  },
  { name: 'error: Error', code: asyncHandler('throw new Error("boom");') },
  { name: 'error: thrown synchronously', code: 'export const handler = () => { throw new Error("boom"); };' },
  {
    name: 'error: after an await',
    code: `${asyncHandler(
      'await new Promise((r) => setTimeout(r, 1)); await inner();',
    )}async function inner() { await null; throw new RangeError("deep"); }`,
  },
  {
    name: 'error: then a good invocation',
    code: asyncHandler('if (event === 1) throw new Error("first"); return "second";'),
    invocations: [{ event: 1 }, { event: 2 }],
  },
  { name: 'error: string', code: asyncHandler('throw "a string";') },
  { name: 'error: number', code: asyncHandler('throw 42;') },
  { name: 'error: object', code: asyncHandler('throw { code: 1, nested: { a: [1] } };') },
  { name: 'error: object without prototype', code: asyncHandler('throw Object.create(null);') },
  { name: 'error: array', code: asyncHandler('throw [1, 2];') },
  { name: 'error: symbol', code: asyncHandler('throw Symbol("s");') },
  { name: 'error: function', code: asyncHandler('throw function named() {};') },
  { name: 'error: rejection with undefined', code: asyncHandler('return Promise.reject();') },
  { name: 'error: rejection with null', code: asyncHandler('return Promise.reject(null);') },
  {
    name: 'error: custom class with properties',
    code: asyncHandler(
      'class PaymentError extends Error { constructor(m) { super(m); this.name = "PaymentError"; this.code = "E_PAY"; this.details = { amount: 3 }; } } throw new PaymentError("declined");',
    ),
  },
  {
    name: 'error: name with umlauts',
    code: asyncHandler('const e = new Error("ü"); e.name = "Zahlungsübersicht"; throw e;'),
  },
  { name: 'error: with cause', code: asyncHandler('throw new Error("outer", { cause: new TypeError("inner") });') },
  {
    name: 'error: AggregateError',
    code: asyncHandler('throw new AggregateError([new Error("a"), new Error("b")], "several");'),
  },
  { name: 'error: circular', code: asyncHandler('const e = new Error("round"); e.self = e; throw e;') },
  {
    name: 'error: circular property that is no error',
    code: asyncHandler('const e = new Error("round"); e.data = {}; e.data.data = e.data; throw e;'),
  },
  {
    name: 'error: stack removed',
    code: asyncHandler('const e = new Error("no stack"); delete e.stack; e.stack = undefined; throw e;'),
  },
  { name: 'error: stack is not text', code: asyncHandler('const e = new Error("odd stack"); e.stack = 7; throw e;') },
  { name: 'error: name is not text', code: asyncHandler('const e = new Error("odd name"); e.name = 7; throw e;') },
  {
    name: 'error: getter that throws',
    code: asyncHandler(
      'const e = new Error("x"); Object.defineProperty(e, "message", { get() { throw new Error("getter"); } }); throw e;',
    ),
  },
  { name: 'error: DEL in texts', code: asyncHandler('const e = new Error("a\\x7fb"); e.name = "N\\x7f"; throw e;') },
  {
    name: 'error: looks like an Error',
    code: asyncHandler('throw { name: "Fake", message: "duck", stack: "Fake: duck\\n    at nowhere" };'),
  },
  {
    name: 'error: of another realm',
    code: `import vm from 'node:vm';\n${asyncHandler('throw vm.runInNewContext("new TypeError(\\"foreign\\")");')}`,
  },
  {
    name: 'error: of a system call',
    code: `import fs from 'node:fs';\n${asyncHandler('fs.readFileSync("/nonexistent/file");')}`,
  },
  { name: 'error: several lines', code: asyncHandler('throw new Error("one\\ntwo\\r\\nthree");') },
  {
    name: 'event: not JSON',
    code: asyncHandler('return event;'),
    invocations: [{ body: Buffer.from('not json') }, { event: 2 }],
  },
  { name: 'event: empty', code: asyncHandler('return event;'), invocations: [{ body: Buffer.alloc(0) }, { event: 2 }] },
  { name: 'process: exit 0 in the handler', code: asyncHandler('process.exit(0);') },
  { name: 'process: exit 3 in the handler', code: asyncHandler('console.log("leaving"); process.exit(3);') },
  {
    name: 'process: promise never settles, loop empty',
    code: asyncHandler('console.log("lost"); await new Promise(() => {});'),
  },
  {
    name: 'process: non-async promise never settles, loop empty',
    code: 'export const handler = () => new Promise(() => {});',
    invocations: [{}, {}],
  },
  {
    name: 'process: exception in a timer',
    code: asyncHandler('await new Promise(() => setTimeout(() => { throw new Error("late"); }, 5));'),
  },
  {
    name: 'process: unhandled rejection while waiting',
    code: asyncHandler('Promise.reject(new Error("stray")); await new Promise((r) => setTimeout(r, 60000)); return 1;'),
  },
  {
    name: 'process: unhandled rejection, then return',
    code: asyncHandler('Promise.reject(new TypeError("stray")); return "returned";'),
    invocations: [{}, {}],
  },
  {
    name: 'process: unhandled rejection with text',
    code: asyncHandler('Promise.reject("only text"); await new Promise((r) => setTimeout(r, 60000)); return 1;'),
  },
];

/** The context object and the environment; the same under both sets of rules. */
export const CONTEXT_CASES: readonly HandlerCase[] = [
  { name: 'context: logged', code: asyncHandler('console.log(context);') },
  { name: 'context: as JSON', code: asyncHandler('return context;') },
  {
    name: 'context: property names and types',
    code: asyncHandler('return Object.entries(context).map(([k, v]) => [k, typeof v]);'),
  },
  {
    name: 'context: client context, identity, tenant',
    code: asyncHandler(
      'return { client: context.clientContext, identity: context.identity, tenant: context.tenantId };',
    ),
    invocations: [
      {
        headers: {
          'Lambda-Runtime-Client-Context':
            '{"client":{"installation_id":"i","app_title":"t"},"custom":{"a":"b"},"env":{}}',
          'Lambda-Runtime-Cognito-Identity': '{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}',
          'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1',
        },
      },
      {},
    ],
  },
  {
    name: 'context: client context that is not JSON',
    code: asyncHandler('return 1;'),
    invocations: [{ headers: { 'Lambda-Runtime-Client-Context': '{broken' } }, {}],
  },
  {
    name: 'context: remaining time',
    code: asyncHandler('const a = context.getRemainingTimeInMillis(); return [Number.isInteger(a), a > 0, a <= 3000];'),
  },
  {
    name: 'context: trace of each invocation',
    code: asyncHandler('return [process.env._X_AMZN_TRACE_ID, context.xRayTraceId];'),
    invocations: [{}, { headers: { 'Lambda-Runtime-Trace-Id': 'Root=1-2-3' } }],
  },
  {
    name: 'context: receiver of the handler',
    code: 'export function handler(event, context) { this.count = (this.count ?? 0) + 1; return Promise.resolve([this.count, this === globalThis]); }',
    invocations: [{}, {}],
  },
  {
    name: 'environment: variables between platform and client are gone',
    code: asyncHandler('return Object.keys(process.env).filter((name) => /TELEMETRY|_WARMPATH/.test(name));'),
    framedLog: true,
  },
  { name: 'environment: processArguments count', code: asyncHandler('return process.argv.length;') },
];
