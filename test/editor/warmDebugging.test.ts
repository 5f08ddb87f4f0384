import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { setBreakpoints } from './support/breakpoints';
import type { Stop } from './support/debugSessions';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    CodeUri: src
    Timeout: 5
Resources:
  Script:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: script.handler }
  Snake:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.12, Handler: snake.handler }
`;

/** The same function in two languages, with the same lines. */
interface Language {
  readonly function: string;
  readonly file: string;
  readonly source: string;
  readonly condition: string;
  /** What the debug console says to 6 * 7 while the function does not stand at a line. */
  readonly consoleAnswer: string;
}

const LANGUAGES: readonly Language[] = [
  {
    function: 'Script',
    file: 'src/script.js',
    source: `let count = 0;
globalThis.seen = 'nothing';
function priceOf(order) {
  const price = order.pieces * 2;
  return price;
}
exports.handler = async (event) => {
  count += 1;
  const price = priceOf(event);
  const answer = { price, count };
  return answer;
};
`,
    condition: 'event.pieces === 3',
    consoleAnswer: '42',
  },
  {
    function: 'Snake',
    file: 'src/snake.py',
    source: `import os
count = 0
def price_of(order):
    price = order['pieces'] * 2
    return price

def handler(event, context):
    global count; count += 1
    price = price_of(event)
    answer = {'price': price, 'count': count}
    return answer
`,
    condition: "event['pieces'] == 3",
    consoleAnswer: 'The debugger of this runtime evaluates only while the function stands at a line.',
  },
];

describe.each(EDITOR_VERSIONS)('warm invocations in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({
      'template.yaml': TEMPLATE,
      ...Object.fromEntries(LANGUAGES.map(({ file, source }) => [file, source])),
    });
    host = await EditorHost.start({
      version,
      packages: [inject('packagedExtension')],
      settings: { 'warmpath.runtime.pythonPath': '/usr/bin/python3' },
    });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  async function step(stop: Stop, how: 'next' | 'stepIn' | 'stepOut'): Promise<Stop> {
    await window.sessions.request(stop, how, { threadId: stop.threadId });
    return await window.sessions.stop(stop);
  }

  describe.each(LANGUAGES)('of $function', ({ function: name, file: relative, condition, consoleAnswer }) => {
    /** A session whose environment is warm. */
    async function warm(): Promise<LambdaSession> {
      const session = await LambdaSession.start(window, { function: name, event: { pieces: 1 } });
      await session.printed(/REPORT RequestId/);
      return session;
    }

    it('stop only where a condition holds, and log without a stop', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      const file = project.path(relative);
      await setBreakpoints(window, file, []);
      const session = await warm();
      const last = window.sessions.stops.at(-1);
      await setBreakpoints(window, file, [
        { line: 10, condition },
        { line: 11, logMessage: 'priced {price}' },
      ]);
      await session.invoke({ pieces: 2 });
      await expect.poll(() => window.sessions.output()).toContain('priced 4');
      const invoked = session.invoke({ pieces: 3 });
      const stop = await window.sessions.stop(last);
      expect(stop.frames[0]).toMatchObject({ file, line: 10 });
      expect(await window.sessions.evaluate(stop, 'count')).toBe('3');
      await window.sessions.continue(stop);
      await invoked;
      await expect.poll(() => window.sessions.output()).toContain('priced 6');
      await expect.poll(async () => (await window.debug.console()).join('\n')).toContain('priced 6');
      await session.stop();
    });

    it('step over, into and out, and go on to the end', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      const file = project.path(relative);
      await setBreakpoints(window, file, []);
      const session = await warm();
      await setBreakpoints(window, file, [8]);
      const last = window.sessions.stops.at(-1);
      const invoked = session.invoke({ pieces: 5 });
      const stop = await window.sessions.stop(last);
      expect(stop.frames[0]).toMatchObject({ file, line: 8 });
      const before = await step(stop, 'next');
      expect(before.frames[0]).toMatchObject({ file, line: 9 });
      const inside = await step(before, 'stepIn');
      expect(inside.frames[0]).toMatchObject({ file, line: 4 });
      const outside = await step(inside, 'stepOut');
      // js-debug stops after the call, debugpy at it.
      let end = outside;
      while ((end.frames[0]?.line ?? 0) < 11) end = await step(end, 'next');
      expect(end.frames[0]).toMatchObject({ file, line: 11 });
      expect(await window.sessions.evaluate(end, 'price')).toBe('10');
      await window.sessions.continue(end);
      await invoked;
      await setBreakpoints(window, file, []);
      // The session is as usable as before.
      await session.invoke({ pieces: 6 });
      await session.printed(/"price": ?12/);
      await session.stop();
    });

    it('answer the debug console while they are frozen, and freeze again', async (ctx) => {
      if (missing !== undefined) ctx.skip(missing);
      await setBreakpoints(window, project.path(relative), []);
      const session = await warm();
      const phase = async (): Promise<string> => {
        const answer = await window.sessions.request({ sessionId: session.id }, 'threads', undefined);
        return JSON.stringify(answer);
      };
      await expect.poll(phase).toContain('frozen');
      await window.debug.enter('6 * 7');
      // Output of the invocation before may still come behind the answer.
      await expect.poll(() => window.debug.console()).toContain(consoleAnswer);
      await window.screenshot(`warmDebugging-${version}-${name}-console`);
      await expect.poll(phase).toContain('frozen');
      await session.invoke({ pieces: 4 });
      await session.printed(/"price": ?8/);
      await session.stop();
    });
  });
});
