import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Command } from '../support/commandLine';
import { TemporaryProject } from '../support/temporaryProject';
import { setBreakpoints } from './support/breakpoints';
import { dialogText, leaveDialog } from './support/dialog';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { freePort } from './support/freePort';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: src
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: orders.handler }
  Elsewhere:
    Type: AWS::Serverless::Function
    Properties: { Handler: elsewhere.handler }
  Own:
    Type: AWS::Serverless::Function
    Properties: { Runtime: provided.al2023, Handler: own.handler, CodeUri: own, Timeout: 2 }
`;
const SOURCE = `let count = 0;
exports.handler = async () => {
  count += 1;
  return { count };
};
`;
const BREAKPOINT = 4;

/** A runtime of its own: it asks for invocations, and answers them. */
const PROGRAM = `const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
let count = 0;
function handle() {
  count += 1;
  return JSON.stringify({ count });
}
for (;;) {
  const next = await fetch(api + 'next');
  const id = next.headers.get('lambda-runtime-aws-request-id');
  await next.text();
  await fetch(api + id + '/response', { method: 'POST', body: handle() });
}
`;
const PROGRAM_BREAKPOINT = 5;

describe.each(EDITOR_VERSIONS)('attaching in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let home: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;
  let inspectorPort: number;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    inspectorPort = await freePort();
    project = await TemporaryProject.create({
      'template.yaml': TEMPLATE,
      'src/orders.js': SOURCE,
      'src/elsewhere.js': SOURCE,
      'events/event.json': '{}',
      'own/bootstrap': `#!/bin/sh\nexec node --inspect=127.0.0.1:${String(inspectorPort)} "$LAMBDA_TASK_ROOT/program.mjs"\n`,
      'own/program.mjs': PROGRAM,
    });
    home = await TemporaryProject.create({});
    host = await EditorHost.start({
      version,
      packages: [inject('packagedExtension')],
      environment: { XDG_CACHE_HOME: home.folder },
    });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  /** Attaches to a function that is served already. */
  async function attach(name: string): Promise<LambdaSession> {
    return await LambdaSession.start(window, { request: 'attach', function: name });
  }

  it('refuses a function that nobody serves, and says what to do', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    await window.evaluate((vscode) => {
      void vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        ...{ type: 'lambda', request: 'attach', name: 'Tested', function: 'Orders' },
      });
    });
    expect(await dialogText(window)).toBe(
      'Orders is served neither in this window nor by `warmpath serve`; invoke it once, or use a launch configuration.',
    );
    await window.screenshot(`attach-${version}-nobody`);
    await leaveDialog(window);
    await window.debug.ended();
  });

  it('debugs a function that was invoked in the window, and leaves it running', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('src/orders.js');
    // The lens may be replaced under the pointer when the state of environments changes; lenses have tests of their own.
    const invoke = (): Promise<unknown> =>
      window.evaluate((vscode) => void vscode.commands.executeCommand('warmpath.invoke', 'Orders'));
    await window.editor.open(file);
    await invoke();
    await expect.poll(() => window.outputChannel('Warmpath')).toMatch(/"count": 1[\s\S]*REPORT /);
    await setBreakpoints(window, file, [BREAKPOINT]);
    const last = window.sessions.stops.at(-1);
    const session = await attach('Orders');
    await invoke();
    const stop = await window.sessions.stop(last);
    expect(stop.frames[0]).toMatchObject({ file, line: BREAKPOINT });
    expect(await window.sessions.evaluate(stop, 'count')).toBe('1');
    await window.sessions.continue(stop);
    await session.printed(/REPORT RequestId/);
    const again = await session.invokeAndLook(stop, 'count');
    expect(again.value).toBe('2');
    await window.debug.press('Disconnect');
    await session.ended();
    await window.debug.ended();
    await invoke();
    await expect.poll(() => window.outputChannel('Warmpath')).toMatch(/"count": 3/);
  });

  it('debugs a function of `warmpath serve`, and leaves it running', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const command = new Command(['serve', project.folder, '--port', '0'], {
      folder: project.folder,
      home: home.folder,
    });
    const [, url = ''] = await command.said(/ at (http:\/\/[\w.:]+)/);
    const invoke = async (): Promise<unknown> => {
      const answer = await fetch(`${url}/2015-03-31/functions/Elsewhere/invocations`, { method: 'POST', body: '{}' });
      return await answer.json();
    };
    expect(await invoke()).toEqual({ count: 1 });
    const file = project.path('src/elsewhere.js');
    await setBreakpoints(window, file, [BREAKPOINT]);
    const last = window.sessions.stops.at(-1);
    const session = await attach('Elsewhere');
    const cold = invoke();
    const stop = await window.sessions.stop(last);
    expect(stop.frames[0]).toMatchObject({ file, line: BREAKPOINT });
    await expect.poll(() => window.debug.markedLine()).toContain('return { count };');
    await window.screenshot(`attach-${version}-elsewhere`);
    await window.sessions.continue(stop);
    expect(await cold).toEqual({ count: 1 });
    const warm = invoke();
    const second = await window.sessions.stop(stop);
    expect(await window.sessions.evaluate(second, 'count')).toBe('2');
    await window.sessions.continue(second);
    expect(await warm).toEqual({ count: 2 });
    await session.detach();
    await window.debug.ended();
    expect(await invoke()).toEqual({ count: 3 });
    command.signal('SIGINT');
    await command.ended;
  });

  it('debugs a runtime of its own with a debugger of its own', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('own/program.mjs');
    await setBreakpoints(window, file, [PROGRAM_BREAKPOINT]);
    const last = window.sessions.stops.at(-1);
    const session = await LambdaSession.start(window, {
      ...{ function: 'Own', event: {} },
      debuggerOptions: {
        ...{ type: 'pwa-node', request: 'attach', address: '127.0.0.1', port: inspectorPort },
        ...{ continueOnAttach: true, autoAttachChildProcesses: false },
      },
    });
    await session.printed(/REPORT RequestId/);
    const from = window.sessions.records.findIndex(({ sessionId }) => sessionId === session.id);
    await window.sessions.record(({ message }) => isBound(message?.body), from);
    const invoked = session.invoke();
    const stop = await window.sessions.stop(last);
    expect(stop.frames[0]).toMatchObject({ file, line: PROGRAM_BREAKPOINT });
    expect(await window.sessions.evaluate(stop, 'count')).toBe('2');
    // Longer than the function's timeout.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await window.sessions.continue(stop);
    await invoked;
    expect(session.output()).not.toContain('timed out');
    await window.screenshot(`attach-${version}-own`);
    await session.stop();
    await window.debug.ended();
  });
});

/** What a debugger says of a breakpoint that it has found in the program. */
function isBound(body: Readonly<Record<string, unknown>> | undefined): boolean {
  return JSON.stringify(body?.['breakpoints'] ?? []).includes('"verified":true');
}
