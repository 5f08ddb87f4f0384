import { asyncHandler, callbackHandler, type HandlerCase } from './handlerCase';

/** Handlers up to Node.js 22: callbacks, `context.done` and its like, the empty event loop. */
const CASES: readonly HandlerCase[] = [
  {
    name: 'callback: result',
    code: callbackHandler('callback(null, event);'),
    invocations: [{ event: 1 }, { event: 2 }],
  },
  { name: 'callback: no result', code: callbackHandler('callback();') },
  { name: 'callback: error', code: callbackHandler('callback(new Error("boom"));'), invocations: [{}, {}] },
  { name: 'callback: text as error', code: callbackHandler('callback("boom");') },
  {
    name: 'callback: later',
    code: callbackHandler('setTimeout(() => callback(null, "later"), 5);'),
    invocations: [{}, {}],
  },
  {
    name: 'callback: waits for an empty event loop',
    code: callbackHandler('setTimeout(() => console.log("timer"), 20); callback(null, "first");'),
  },
  {
    name: 'callback: does not wait',
    code: callbackHandler(
      'context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => console.log("timer"), 60000); callback(null, "first");',
    ),
  },
  {
    name: 'callback: error does not wait',
    code: callbackHandler('setTimeout(() => console.log("timer"), 60000); callback(new Error("now"));'),
  },
  { name: 'callback: twice', code: callbackHandler('callback(null, 1); callback(null, 2);'), invocations: [{}, {}] },
  { name: 'callback: error after result', code: callbackHandler('callback(null, 1); callback(new Error("ignored"));') },
  { name: 'callback: never', code: callbackHandler('console.log("silent");'), invocations: [{}, {}] },
  {
    name: 'callback: never, two parameters',
    code: { 'index.js': 'exports.handler = (event, context) => "returned";' },
    invocations: [{}, {}],
  },
  { name: 'callback: throws', code: callbackHandler('throw new Error("sync");'), invocations: [{}, {}] },
  { name: 'callback: throws undefined', code: callbackHandler('throw undefined;') },
  { name: 'callback: result without JSON', code: callbackHandler('callback(null, 1n);') },
  {
    name: 'callback: result without JSON, does not wait',
    code: callbackHandler('context.callbackWaitsForEmptyEventLoop = false; callback(null, 1n);'),
  },
  {
    name: 'callback: exception in a timer',
    code: callbackHandler('setTimeout(() => { throw new Error("late"); }, 5);'),
  },
  {
    name: 'callback: exception after the callback',
    code: callbackHandler('callback(null, "done"); setTimeout(() => { throw new Error("late"); }, 5);'),
  },
  {
    name: 'callback: async with three parameters',
    code: { 'index.js': 'exports.handler = async (event, context, callback) => "async";' },
  },
  { name: 'callback: warning', code: callbackHandler('callback(null, 1);'), environment: {} },
  {
    name: 'callback: late, in the next invocation',
    code: {
      'index.js':
        'let late; exports.handler = (event, context, callback) => { if (event === 1) { late = callback; } else { late(null, "late"); setTimeout(() => callback(null, "second"), 5); } };',
    },
    invocations: [{ event: 1 }, { event: 2 }],
  },
  { name: 'context: succeed', code: callbackHandler('context.succeed({ ok: 1 });') },
  { name: 'context: fail', code: callbackHandler('context.fail(new Error("failed"));') },
  { name: 'context: fail without error', code: callbackHandler('context.fail();') },
  { name: 'context: done', code: callbackHandler('context.done(null, "done");') },
  { name: 'context: done with error', code: callbackHandler('context.done(new Error("done"));') },
  {
    name: 'context: succeed does not wait',
    code: callbackHandler('setTimeout(() => console.log("timer"), 60000); context.succeed(1);'),
  },
  {
    name: 'context: the first counts',
    code: callbackHandler('context.succeed(1); context.fail(new Error("x")); callback(null, 2);'),
  },
  {
    name: 'context: async handler that also calls back',
    code: {
      'index.js':
        'exports.handler = async (event, context, callback) => { callback(null, "callback"); return "returned"; };',
    },
  },
  {
    name: 'context: async does not wait for an empty event loop',
    code: asyncHandler('setTimeout(() => console.log("timer"), 60000); return 1;'),
  },
];

/** The warning about callbacks is newer than the published client; without it everything else can be compared. */
export const CALLBACK_CASES: readonly HandlerCase[] = CASES.map((handlerCase) => ({
  environment: { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: '1' },
  ...handlerCase,
}));

/** Handlers that Node.js 24 takes for callback handlers. */
export const REFUSED_CALLBACK_CASES: readonly HandlerCase[] = CALLBACK_CASES.filter(({ name }) =>
  ['callback: result', 'callback: never, two parameters', 'callback: async with three parameters'].includes(name),
);
