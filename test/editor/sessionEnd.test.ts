import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isRunning } from '../support/processes';
import { TemporaryProject } from '../support/temporaryProject';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: src }
`;
const SOURCE = `exports.handler = async () => {
  const answer = 'done';
  return answer;
};
`;
const INSPECTOR = "process.getBuiltinModule('node:inspector').url()";

describe.each(EDITOR_VERSIONS)('the end of a debug session (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = await missingForEditor(version);
    if (missing !== undefined) return;
    project = await TemporaryProject.create({ 'template.yaml': TEMPLATE, 'src/index.js': SOURCE });
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
    await window.editor.setBreakpoint(project.path('src/index.js'), 2);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  /** Stops at the breakpoint in a new environment; says which process and port stand behind it. */
  async function stopped(): Promise<{ session: LambdaSession; pid: number; port: number }> {
    const last = window.sessions.stops.at(-1);
    const session = await LambdaSession.start(window, { function: 'Orders', event: {} });
    const stop = await window.sessions.stop(last);
    const url = await window.sessions.evaluate(stop, INSPECTOR);
    return {
      session,
      pid: Number(await window.sessions.evaluate(stop, 'process.pid')),
      port: Number(/:(\d+)\//.exec(url)?.[1]),
    };
  }

  it('leaves no process and no port after Stop in the toolbar', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const { session, pid, port } = await stopped();
    expect(isRunning(pid)).toBe(true);
    expect(await listens(port)).toBe(true);
    await window.debug.press('Stop');
    await session.ended();
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(await listens(port)).toBe(false);
    await window.debug.ended();
  });

  it('restarts in a new environment', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const { session, pid } = await stopped();
    const last = window.sessions.stops.at(-1);
    await window.debug.press('Restart');
    const again = await window.sessions.stop(last);
    expect(Number(await window.sessions.evaluate(again, 'process.pid'))).not.toBe(pid);
    await expect.poll(() => isRunning(pid)).toBe(false);
    await session.stop();
  });

  it('leaves nothing when the window is closed while the function stands at a breakpoint', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const { pid, port } = await stopped();
    const closed = window.page.waitForEvent('close');
    await window.page.close({ runBeforeUnload: true });
    await closed;
    await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
    expect(await listens(port)).toBe(false);
  });
});

/** Whether somebody takes connections there. */
function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
