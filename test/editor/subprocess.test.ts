import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TemporaryProject } from '../support/temporaryProject';
import { setBreakpoints } from './support/breakpoints';
import { EDITOR_VERSIONS, EditorHost, missingForEditor } from './support/editorHost';
import type { EditorWindow } from './support/editorWindow';
import { LambdaSession } from './support/lambdaSession';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.11
    Timeout: 20
Resources:
  First:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: first, Handler: app.handler }
  Second:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: second, Handler: app.handler }
  Starts:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: first, Handler: starts.handler }
  Shares:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: first, Handler: shares.handler }
  Fails:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: first, Handler: fails.handler }
`;
const APP = `import sys
count = 0

def handler(event, context):
    global count
    count += 1
    return {'count': count, 'prefix': sys.prefix}
`;
const STARTS = `import os, subprocess, sys

def handler(event, context):
    child = os.path.join(os.path.dirname(__file__), 'child.py')
    answer = subprocess.run([sys.executable, child, event['name']], capture_output=True, text=True)
    return {'answer': answer.stdout.strip(), 'code': answer.returncode}
`;
const CHILD = `import sys

name = sys.argv[1]
greeting = 'hello ' + name
print(greeting)
`;
const SHARES = `import multiprocessing

def double(value, answers):
    doubled = value * 2
    answers.send(doubled)

def handler(event, context):
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=double, args=(event['value'], theirs))
    process.start()
    answer = mine.recv()
    process.join()
    return answer
`;
const FAILS = `def check(event):
    try:
        return event['missing']
    except KeyError:
        return 'nothing'

def handler(event, context):
    value = check(event)
    if event.get('fail'):
        raise ValueError(value)
    return value
`;
const SYSTEM_PYTHON = '/usr/bin/python3';

describe.each(EDITOR_VERSIONS)('Python in VS Code (code-server %s)', (version) => {
  let missing: string | undefined;
  let project: TemporaryProject;
  let host: EditorHost;
  let window: EditorWindow;

  beforeAll(async () => {
    missing = (await missingForEditor(version)) ?? missingDebugpy();
    if (missing !== undefined) return;
    project = await TemporaryProject.create({
      'template.yaml': TEMPLATE,
      'first/app.py': APP,
      'second/app.py': APP,
      'first/starts.py': STARTS,
      'first/child.py': CHILD,
      'first/shares.py': SHARES,
      'first/fails.py': FAILS,
    });
    for (const folder of ['first', 'second']) {
      const place = project.path(folder, '.venv');
      execFileSync(SYSTEM_PYTHON, ['-m', 'venv', '--without-pip', '--system-site-packages', place]);
    }
    host = await EditorHost.start({ version, packages: [inject('packagedExtension')] });
    window = await host.open(project.folder);
  });

  afterAll(async () => {
    if (missing !== undefined) return;
    await host[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
  });

  it('debugs functions of two virtual environments, each in its own', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    for (const [name, folder] of [
      ['First', 'first'],
      ['Second', 'second'],
    ] as const) {
      const file = project.path(folder, 'app.py');
      await setBreakpoints(window, file, [7]);
      const last = window.sessions.stops.at(-1);
      const session = await LambdaSession.start(window, { function: name, event: {} });
      const stop = await window.sessions.stop(last);
      expect(stop.frames[0]).toMatchObject({ file, line: 7 });
      expect(await window.sessions.evaluate(stop, 'sys.prefix')).toBe(`'${project.path(folder, '.venv')}'`);
      await window.sessions.continue(stop);
      await session.printed(/REPORT RequestId/);
      await session.stop();
    }
  });

  it('stops in a program that the function starts, cold and warm', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('first/child.py');
    await setBreakpoints(window, file, [4]);
    const last = window.sessions.stops.at(-1);
    const session = await LambdaSession.start(window, { function: 'Starts', event: { name: 'Ada' } });
    const stop = await window.sessions.stop(last);
    expect(stop.frames[0]).toMatchObject({ file, line: 4 });
    expect(await window.sessions.evaluate(stop, 'name')).toBe("'Ada'");
    await expect.poll(() => window.debug.markedLine()).toContain("greeting = 'hello ' + name");
    await expect.poll(() => window.debug.callStack()).toMatch(/Subprocess \d+/);
    await window.screenshot(`subprocess-${version}-child`);
    await window.sessions.continue(stop);
    await session.printed('"answer": "hello Ada"');
    await session.printed(/REPORT RequestId/);
    const invoked = session.invoke({ name: 'Grace' });
    const again = await window.sessions.stop(stop);
    expect(again.frames[0]).toMatchObject({ file, line: 4 });
    expect(await window.sessions.evaluate(again, 'name')).toBe("'Grace'");
    await window.sessions.continue(again);
    await invoked;
    await session.printed('"answer": "hello Grace"');
    await session.stop();
  });

  it('stops in a process of multiprocessing', async (ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('first/shares.py');
    await setBreakpoints(window, file, [5]);
    const last = window.sessions.stops.at(-1);
    const session = await LambdaSession.start(window, { function: 'Shares', event: { value: 21 } });
    const stop = await window.sessions.stop(last);
    expect(stop.frames[0]).toMatchObject({ file, line: 5 });
    expect(await window.sessions.evaluate(stop, 'doubled')).toBe('42');
    await window.sessions.continue(stop);
    await session.printed(/^42$/m);
    await session.printed(/REPORT RequestId/);
    await session.stop();
  });

  it.for([
    { filter: 'uncaught', lines: [] },
    { filter: 'userUnhandled', lines: [10] },
    { filter: 'raised', lines: [3, 10] },
  ])('shows errors ($filter) in the function, and none in the runtime client', async ({ filter, lines }, ctx) => {
    if (missing !== undefined) ctx.skip(missing);
    const file = project.path('first/fails.py');
    await setBreakpoints(window, file, [1]);
    const last = window.sessions.stops.at(-1);
    const session = await LambdaSession.start(window, { function: 'Fails', event: { fail: true } });
    let stop = await window.sessions.stop(last);
    // Which errors stop is said before they happen for the first time: debugpy 1.6 does not look again later.
    await window.sessions.request(stop, 'setExceptionBreakpoints', { filters: [filter] });
    await window.sessions.continue(stop);
    for (const line of lines) {
      stop = await window.sessions.stop(stop);
      expect(stop).toMatchObject({ reason: 'exception' });
      expect(stop.frames[0]).toMatchObject({ file, line });
      await window.sessions.continue(stop);
    }
    await session.printed(/REPORT RequestId/);
    expect(window.sessions.stops.at(-1)).toBe(stop);
    expect(session.output()).toContain('ValueError');
    await session.stop();
  });
});

function missingDebugpy(): string | undefined {
  try {
    execFileSync(SYSTEM_PYTHON, ['-c', 'import debugpy'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${SYSTEM_PYTHON} has no debugpy`;
  }
}
