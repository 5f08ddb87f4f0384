import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { setBreakpoints } from './support/breakpoints';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { freePort } from './support/freePort';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 3
    CodeUri: src
Resources:
  Script:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: script.handler }
  Typed:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: typed.handler }
  Snake:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.12, Handler: snake.handler }
`;

/** The same function in every language: the same breakpoints at other lines, the same behaviour for the same events. */
interface Language {
  readonly function: string;
  readonly file: string;
  readonly source: string;
  readonly moduleLine: number;
  readonly handlerLine: number;
  /** Whether the debugger shows where the process is being ended. */
  readonly stopsAtExit: boolean;
  /** Names an expression for the rest of the remaining time in milliseconds. */
  readonly remaining: string;
}

const LANGUAGES: readonly Language[] = [
  {
    function: 'Script',
    file: 'src/script.js',
    source: `let count = 0;
const table = 'orders';
exports.handler = async (event, context) => {
  count += 1;
  const answer = { count, table };
  if (event.exit) process.exit(3);
  if (event.hang) await new Promise(() => setTimeout(() => {}, 60_000));
  return answer;
};
`,
    moduleLine: 2,
    handlerLine: 5,
    stopsAtExit: false,
    remaining: 'context.getRemainingTimeInMillis()',
  },
  {
    function: 'Typed',
    file: 'src/typed.ts',
    source: `import { nameOfTable } from './naming';
interface Order { exit?: boolean; hang?: boolean }
let count: number = 0;
const table: string = nameOfTable('orders');
export const handler = async (event: Order, context: { getRemainingTimeInMillis(): number }) => {
  count += 1;
  const answer = { count, table };
  if (event.exit) process.exit(3);
  if (event.hang) await new Promise(() => setTimeout(() => {}, 60_000));
  return answer;
};
`,
    moduleLine: 4,
    handlerLine: 7,
    stopsAtExit: false,
    remaining: 'context.getRemainingTimeInMillis()',
  },
  {
    function: 'Snake',
    file: 'src/snake.py',
    source: `import sys, time
count = 0
table = 'orders'

def handler(event, context):
    global count
    count += 1
    answer = {'count': count, 'table': table}
    if event.get('exit'):
        sys.exit(3)
    if event.get('hang'):
        time.sleep(60)
    return answer
`,
    moduleLine: 3,
    handlerLine: 8,
    stopsAtExit: true,
    remaining: 'context.get_remaining_time_in_millis()',
  },
];

describe.each(EDITOR_VERSIONS)('debugging in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;
  let apiPort: number;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    const sources = Object.fromEntries(LANGUAGES.map(({ file, source }) => [file, source]));
    project = await TemporaryProject.create({
      'template.yaml': TEMPLATE,
      'src/naming.ts': 'export const nameOfTable = (name: string): string => name;\n',
      ...sources,
    });
    apiPort = await freePort();
    host = await EditorHost.start({
      version,
      packages: [inject('packagedExtension')],
      settings: { 'warmpath.runtime.pythonPath': '/usr/bin/python3', 'warmpath.invokeApi.port': apiPort },
    });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await window.screenshot(`debugging-${version}`);
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  const breakpoints = (file: string, lines: readonly number[]): Promise<void> => setBreakpoints(window, file, lines);

  describe.each(LANGUAGES)('of $function', (language) => {
    const { moduleLine, handlerLine, stopsAtExit, remaining } = language;

    it('stops on invocations 1, 2, 3 and 50 of one environment, and in module scope', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      const file = project.path(language.file);
      await breakpoints(file, []);
      await window.editor.setBreakpoint(file, moduleLine);
      await window.editor.setBreakpoint(file, handlerLine);
      const last = window.sessions.stops.at(-1);
      const session = await LambdaSession.start(window, { function: language.function, event: {} });
      const cold = await window.sessions.stop(last);
      expect(cold.frames[0]).toMatchObject({ file, line: moduleLine });
      await window.sessions.continue(cold);
      const first = await window.sessions.stop(cold);
      expect(first.frames[0]).toMatchObject({ file, line: handlerLine });
      expect(await window.sessions.evaluate(first, 'count')).toBe('1');
      expect((await window.sessions.locals(first))['event']).toBeDefined();
      await window.screenshot(`debugging-${version}-${language.function}`);
      await window.sessions.continue(first);
      await session.printed(/REPORT RequestId/);
      let stop = first;
      for (const invocation of [2, 3]) {
        const looked = await session.invokeAndLook(stop, 'count');
        expect(looked.value).toBe(String(invocation));
        stop = looked.stop;
      }
      // On the way to the fiftieth invocation nobody wants to stop.
      await breakpoints(file, []);
      for (let invocation = 4; invocation < 50; invocation += 1) await session.invoke();
      // Now the environment is frozen, and the breakpoint must arrive there all the same.
      await breakpoints(file, [handlerLine]);
      const fiftieth = await session.invokeAndLook(stop, 'count');
      expect(fiftieth.value).toBe('50');
      expect(session.output().match(/INIT_START/g)).toHaveLength(1);
      await session.stop();
    });

    it('stops again after a timeout, an exit and a change of the code, without a user doing anything', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      const file = project.path(language.file);
      await breakpoints(file, [moduleLine, handlerLine]);
      const last = window.sessions.stops.at(-1);
      const session = await LambdaSession.start(window, { function: language.function, event: {}, invocations: 0 });
      // Breakpoints are still there: in module scope, and in the handler.
      const passes = async (event: object, previous = window.sessions.stops.at(-1)) => {
        const invoked = session.invoke(event);
        const inModule = await window.sessions.stop(previous);
        expect(inModule.frames[0]).toMatchObject({ file, line: moduleLine });
        await window.sessions.continue(inModule);
        const inHandler = await window.sessions.stop(inModule);
        expect(inHandler.frames[0]).toMatchObject({ file, line: handlerLine });
        expect(await window.sessions.evaluate(inHandler, 'count')).toBe('1');
        await window.sessions.continue(inHandler);
        if (stopsAtExit && 'exit' in event) {
          const atExit = await window.sessions.stop(inHandler);
          expect(atExit.reason).toBe('exception');
          await window.sessions.continue(atExit);
        }
        await invoked;
      };
      await passes({ exit: true }, last);
      await session.printed('Runtime.ExitError');
      await passes({ hang: true });
      await session.printed('Task timed out');
      await passes({});
      const { source } = language;
      await project.write({ [language.file]: `${source}\n` });
      await passes({});
      await session.printed(`cold start: code changed: ${language.file.slice('src/'.length)}`);
      await session.stop();
      await project.write({ [language.file]: source });
    });

    it('ends a function that stands at a breakpoint too long, under the strict policy', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      await breakpoints(project.path(language.file), [handlerLine]);
      const session = await LambdaSession.start(window, {
        ...{ function: language.function, event: {}, timeoutPolicy: 'strict' },
      });
      // Nobody lets it go on.
      await session.printed('Task timed out');
      await session.stop();
    });

    it('keeps the time that is left while the function stands still', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      await breakpoints(project.path(language.file), [handlerLine]);
      const last = window.sessions.stops.at(-1);
      const session = await LambdaSession.start(window, { function: language.function, event: {}, timeout: 1 });
      const stop = await window.sessions.stop(last);
      const before = Number(await window.sessions.evaluate(stop, remaining));
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(Number(await window.sessions.evaluate(stop, remaining))).toBeGreaterThan(before - 100);
      await window.sessions.continue(stop);
      await session.printed(/REPORT .*Paused In Debugger/);
      expect(session.output()).not.toContain('timed out');
      await session.stop();
    });

    it('stops for invocations from elsewhere, and in two environments at once', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      await breakpoints(project.path(language.file), [handlerLine]);
      const last = window.sessions.stops.at(-1);
      const session = await LambdaSession.start(window, { function: language.function, event: {}, invocations: 0 });
      const client = new LambdaClient({
        region: 'us-east-1',
        endpoint: `http://127.0.0.1:${String(apiPort)}`,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      const invoke = async (): Promise<string> => {
        const { Payload } = await client.send(new InvokeCommand({ FunctionName: language.function }));
        return Buffer.from(Payload ?? []).toString();
      };
      const answers = [invoke(), invoke()];
      const one = await window.sessions.stop(last);
      const two = await window.sessions.stop(one, ({ sessionId }) => sessionId !== one.sessionId);
      await window.screenshot(`debugging-${version}-${language.function}-two`);
      await window.sessions.continue(two);
      await Promise.race(answers);
      await window.sessions.continue(one);
      for (const answer of await Promise.all(answers))
        expect(JSON.parse(answer)).toEqual({ count: 1, table: 'orders' });
      await session.stop();
      // Without a session the function runs on undisturbed.
      expect(JSON.parse(await invoke())).toEqual({ count: 1, table: 'orders' });
      client.destroy();
    });

    it('detaches and leaves a warm environment, which the next session debugs', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      await breakpoints(project.path(language.file), [handlerLine]);
      const last = window.sessions.stops.at(-1);
      const session = await LambdaSession.start(window, { function: language.function, event: {} });
      const stop = await window.sessions.stop(last);
      await window.sessions.continue(stop);
      await session.printed(/REPORT/);
      await session.detach();
      const again = await LambdaSession.start(window, { function: language.function, event: {} });
      const warm = await window.sessions.stop(stop);
      expect(await window.sessions.evaluate(warm, 'count')).toBe('2');
      await window.sessions.continue(warm);
      await again.printed(/REPORT/);
      expect(again.output()).not.toContain('INIT_START');
      await again.stop();
    });
  });
});
