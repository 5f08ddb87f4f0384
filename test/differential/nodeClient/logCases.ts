import { asyncHandler, type HandlerCase } from './handlerCase';

const JSON_LOGS = { AWS_LAMBDA_LOG_FORMAT: 'JSON' } as const;
const EVERY_LEVEL =
  'for (const level of ["trace", "debug", "info", "log", "warn", "error", "fatal"]) console[level]("at %s", level);';
const KINDS = `
  console.log();
  console.log(undefined);
  console.log("a %s b %d %j %%", "x", 1, { y: 2 }, "rest");
  console.log("two\\nlines\\r\\nthree");
  console.log({ a: { b: { c: { d: 1 } } }, s: "t" });
  console.log([1, "2", null, undefined]);
  console.log(1, 2n, true, null, Symbol("s"));
  console.log("Zoë 日本 😀");
  console.log("");
  console.log(new Map([[1, 2]]), function named() {});
  console.table([{ a: 1 }]);
  console.group("group"); console.log("inside"); console.groupEnd();
  console.assert(false, "asserted %s", 1);
  console.count("c");
  console.dir({ a: 1 });
`;
const ERRORS = `
  class OwnError extends Error { constructor(m) { super(m); this.code = 7; } }
  console.log(new OwnError("alone"));
  console.error("with text", new OwnError("second"), new Error("third"));
  console.log({ nested: new TypeError("in an object") });
  const e = new Error("named"); e.name = "Named"; console.warn(e);
  const round = { a: 1 }; round.round = round; console.log(round);
  console.log({ n: 1n });
  console.log(new Error("outer", { cause: new Error("inner") }));
`;

/** Log lines; the same under both sets of rules. */
export const LOG_CASES: readonly HandlerCase[] = [
  { name: 'log: levels, text', code: asyncHandler(EVERY_LEVEL) },
  { name: 'log: levels, JSON', code: asyncHandler(EVERY_LEVEL), environment: JSON_LOGS },
  ...['TRACE', 'debug', 'INFO', 'WARN', 'ERROR', 'FATAL', 'nonsense'].map((level) => ({
    name: `log: level ${level}`,
    code: asyncHandler(EVERY_LEVEL),
    environment: { ...JSON_LOGS, AWS_LAMBDA_LOG_LEVEL: level },
  })),
  { name: 'log: level in text format', code: asyncHandler(EVERY_LEVEL), environment: { AWS_LAMBDA_LOG_LEVEL: 'WARN' } },
  { name: 'log: kinds of message, text', code: asyncHandler(KINDS) },
  { name: 'log: kinds of message, JSON', code: asyncHandler(KINDS), environment: JSON_LOGS },
  { name: 'log: errors, text', code: asyncHandler(ERRORS) },
  { name: 'log: errors, JSON', code: asyncHandler(ERRORS), environment: JSON_LOGS },
  { name: 'log: frames, text', code: asyncHandler(EVERY_LEVEL + KINDS + ERRORS), framedLog: true },
  {
    name: 'log: frames, JSON',
    code: asyncHandler(EVERY_LEVEL + KINDS + ERRORS),
    framedLog: true,
    environment: JSON_LOGS,
  },
  {
    name: 'log: tenant, JSON',
    code: asyncHandler('console.log("mine");'),
    environment: JSON_LOGS,
    invocations: [{ headers: { 'Lambda-Runtime-Aws-Tenant-Id': 'tenant-1' } }, {}],
  },
  {
    name: 'log: at init, JSON',
    code: `console.log("at init");\n${asyncHandler('console.log("run");')}`,
    environment: JSON_LOGS,
  },
  {
    name: 'log: handler error, JSON',
    code: asyncHandler('class OrderError extends Error {} throw new OrderError("boom");'),
    environment: JSON_LOGS,
  },
  { name: 'log: handler error, frames', code: asyncHandler('throw new Error("boom");'), framedLog: true },
  { name: 'log: handler rejects text, JSON', code: asyncHandler('throw "text";'), environment: JSON_LOGS },
  { name: 'log: import error, JSON', code: { 'other.js': '' }, environment: JSON_LOGS },
  { name: 'log: export missing, JSON', code: 'export const other = 1;', environment: JSON_LOGS },
  {
    name: 'log: handler name malformed, JSON',
    code: 'export const other = 1;',
    handler: 'index',
    environment: JSON_LOGS,
  },
  { name: 'log: result without JSON, JSON', code: asyncHandler('return 1n;'), environment: JSON_LOGS },
  {
    name: 'log: console.error replaced',
    code: asyncHandler(
      'console.error = (...all) => process.stdout.write(`own ${all[0]}\\n`); throw new Error("boom");',
    ),
  },
  {
    name: 'log: process.stdout directly',
    code: asyncHandler('process.stdout.write("raw\\n"); process.stderr.write("raw error\\n");'),
  },
  {
    name: 'log: of an invocation before',
    code: asyncHandler(
      'if (event === 1) { new Promise((resolve) => { globalThis.go = resolve; }).then(() => console.log("later")); } else { go(); await null; } return event;',
    ),
    invocations: [{ event: 1 }, { event: 2 }],
  },
  {
    name: 'log: level names cannot be shadowed',
    code: asyncHandler('console.log("x");'),
    environment: { ...JSON_LOGS, AWS_LAMBDA_LOG_LEVEL: 'toString' },
  },
];
