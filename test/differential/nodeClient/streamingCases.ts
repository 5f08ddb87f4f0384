import { streamingHandler, type HandlerCase } from './handlerCase';

/** Streaming handlers; the same under both sets of rules. */
export const STREAMING_CASES: readonly HandlerCase[] = [
  {
    name: 'streaming: text and bytes',
    code: streamingHandler(
      'stream.write("a"); stream.write(Buffer.from("b")); stream.write(new Uint8Array([99])); stream.end();',
    ),
    invocations: [{}, {}],
  },
  {
    name: 'streaming: objects become JSON',
    code: streamingHandler('stream.write({ a: 1 }); stream.write([1]); stream.write(5); stream.end();'),
  },
  { name: 'streaming: end with a chunk', code: streamingHandler('stream.write("a"); stream.end("z");') },
  { name: 'streaming: only end with a chunk', code: streamingHandler('stream.end("all");') },
  { name: 'streaming: nothing written', code: streamingHandler('stream.end();') },
  {
    name: 'streaming: empty chunks',
    code: streamingHandler('stream.write(""); stream.write(Buffer.alloc(0)); stream.write("x"); stream.end();'),
  },
  {
    name: 'streaming: content type',
    code: streamingHandler('stream.setContentType("text/html"); stream.write("<p>"); stream.end();'),
  },
  {
    name: 'streaming: content type too late',
    code: streamingHandler('stream.write("x"); stream.setContentType("text/html"); stream.end();'),
  },
  {
    name: 'streaming: http integration',
    code: streamingHandler(
      'stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { "X-A": "b" }, cookies: ["c=d"] }); stream.write("<p>"); stream.write("é"); stream.end();',
    ),
  },
  {
    name: 'streaming: http integration without a write',
    code: streamingHandler('stream = awslambda.HttpResponseStream.from(stream, { statusCode: 204 }); stream.end();'),
  },
  {
    name: 'streaming: http integration with end only',
    code: streamingHandler(
      'stream = awslambda.HttpResponseStream.from(stream, { statusCode: 200 }); stream.end("body");',
    ),
  },
  {
    name: 'streaming: pipeline',
    code: `import { pipeline } from 'node:stream/promises'; import { Readable } from 'node:stream';\n${streamingHandler('await pipeline(Readable.from(["a", "b", "c"]), stream);')}`,
  },
  {
    name: 'streaming: pipe',
    code: `import { Readable } from 'node:stream';\n${streamingHandler('const source = Readable.from(["a", "b"]); source.pipe(stream); await new Promise((resolve) => stream.on("finish", resolve));')}`,
  },
  {
    name: 'streaming: large with back-pressure',
    code: streamingHandler(
      'const piece = Buffer.alloc(65536, "x"); for (let i = 0; i < 64; i++) if (!stream.write(piece)) await new Promise((r) => stream.once("drain", r)); stream.end();',
    ),
  },
  {
    name: 'streaming: write callbacks and events',
    code: streamingHandler(
      'const seen = []; stream.on("finish", () => { seen.push("finish"); console.log(seen.join()); }); await new Promise((r) => stream.write("a", r)); seen.push("written"); await new Promise((r) => stream.end(r)); seen.push("ended");',
    ),
  },
  {
    name: 'streaming: properties',
    code: streamingHandler(
      'const before = [stream.writable, stream.writableEnded, stream.writableFinished, stream.destroyed, stream.writableObjectMode]; stream.write("x"); stream.end(); console.log(JSON.stringify([before, stream.writable, stream.writableEnded, stream.destroyed]));',
    ),
  },
  {
    name: 'streaming: methods without receiver',
    code: streamingHandler(
      'const { write, end, setContentType } = stream; setContentType("text/plain"); write("a"); end();',
    ),
  },
  { name: 'streaming: return value', code: streamingHandler('stream.write("x"); stream.end(); return "ignored";') },
  {
    name: 'streaming: error before the first byte',
    code: streamingHandler('throw new TypeError("early");'),
    invocations: [{}, {}],
  },
  {
    name: 'streaming: error after the first byte',
    code: streamingHandler('stream.write("part"); throw new TypeError("midstream");'),
    invocations: [{}, {}],
  },
  {
    name: 'streaming: text thrown after the first byte',
    code: streamingHandler('stream.write("part"); throw "midstream text";'),
  },
  {
    name: 'streaming: error after many pieces',
    code: streamingHandler(
      'for (let i = 0; i < 50; i++) stream.write(`${i} ${"x".repeat(5000)}\\n`); throw new TypeError("midstream");',
    ),
  },
  {
    name: 'streaming: error after the end, large response',
    code: streamingHandler('stream.end(Buffer.alloc(5000000, "x")); throw new TypeError("too late");'),
    invocations: [{}, {}],
  },
  { name: 'streaming: write after the end', code: streamingHandler('stream.end("a"); stream.write("b");') },
  {
    name: 'streaming: corked',
    code: streamingHandler('stream.cork(); stream.write("a"); stream.write("b"); stream.uncork(); stream.end();'),
  },
  {
    name: 'streaming: error while corked',
    code: streamingHandler('stream.cork(); stream.write("a"); throw new TypeError("corked");'),
  },
  {
    name: 'streaming: exception in a timer after the first byte',
    code: streamingHandler(
      'stream.write("a"); await new Promise((r) => setTimeout(r, 20)); setTimeout(() => { throw new Error("late"); }, 1); await new Promise(() => {});',
    ),
  },
  {
    name: 'streaming: exception in a timer before the first byte',
    code: streamingHandler('setTimeout(() => { throw new Error("late"); }, 1); await new Promise(() => {});'),
  },
  {
    name: 'streaming: error after an await',
    code: streamingHandler(
      'stream.write("part"); await new Promise((r) => setTimeout(r, 5)); throw new Error("later");',
    ),
  },
  {
    name: 'streaming: error after the end',
    code: streamingHandler(
      'stream.write("all"); stream.end(); await new Promise((r) => setTimeout(r, 50)); throw new Error("too late");',
    ),
    invocations: [{}, {}],
  },
  {
    name: 'streaming: http integration, error after the first byte',
    code: streamingHandler(
      'stream = awslambda.HttpResponseStream.from(stream, { statusCode: 200 }); stream.write("part"); throw new Error("midstream");',
    ),
  },
  {
    name: 'streaming: not async',
    code: 'export const handler = awslambda.streamifyResponse((event, stream) => { stream.write("x"); stream.end(); });',
  },
  {
    name: 'streaming: not async, nothing written',
    code: 'export const handler = awslambda.streamifyResponse(() => 1);',
  },
  {
    name: 'streaming: destroyed with an error',
    code: streamingHandler(
      'stream.write("part"); await new Promise((r) => setTimeout(r, 20)); stream.destroy(new Error("torn")); await new Promise((r) => setTimeout(r, 20));',
    ),
  },
  {
    name: 'streaming: pipeline whose source fails',
    code: `import { pipeline } from 'node:stream/promises'; import { Readable } from 'node:stream';\n${streamingHandler('await pipeline(Readable.from((function* () { yield "a"; throw new Error("source"); })()), stream);')}`,
  },
  { name: 'streaming: context', code: streamingHandler('stream.write(Object.keys(context)); stream.end();') },
  {
    name: 'streaming: event is not JSON',
    code: streamingHandler('stream.end();'),
    invocations: [{ body: Buffer.from('{') }, {}],
  },
  {
    name: 'streaming: high-water mark',
    code: 'export const handler = awslambda.streamifyResponse(async (event, stream) => { const full = !stream.write(Buffer.alloc(200)); console.log(full, handler[Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark")]); stream.end(); }, { highWaterMark: 100 });',
  },
  {
    name: 'streaming: refused by the platform',
    code: streamingHandler('stream.write("x"); stream.end();'),
    invocations: [{ postStatus: 413 }, {}],
  },
  {
    name: 'streaming: process.exit after the first byte',
    code: streamingHandler('stream.write("x"); await new Promise((r) => setTimeout(r, 20)); process.exit(4);'),
  },
  { name: 'streaming: three parameters are no callback', code: streamingHandler('stream.end("fine");') },
];
