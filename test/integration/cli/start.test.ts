import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { findEditorHost, EDITOR_HOSTS } from '../../../scripts/installEditorHosts.mjs';
import { TemporaryProject } from '../../support/temporaryProject';

const START = path.resolve('scripts/start.mjs');

/** A sentence when a start would first install an editor for minutes. */
async function missingEditor(): Promise<string | undefined> {
  const found = await Promise.all(Object.keys(EDITOR_HOSTS).map(findEditorHost));
  const reasons = found.filter((each) => typeof each === 'string');
  return reasons.length < found.length ? undefined : reasons[0];
}

interface Started {
  readonly child: ChildProcess;
  /** The address of the editor, as soon as it is printed. */
  readonly address: Promise<string>;
  /** Exit code and everything that was printed. */
  readonly end: Promise<{ code: number | null; printed: string }>;
}

function start(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [START, ...parameters], {
    env: { ...process.env, CI: undefined, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const address = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const found = /^\s+(http:\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const end = once(child, 'close').then(([code]) => ({ code: code as number | null, printed: lines.join('\n') }));
  return { child, address, end };
}

describe('npm start', () => {
  it('checks that the editor answers, and ends it', async (ctx) => {
    const missing = await missingEditor();
    if (missing !== undefined) ctx.skip(missing);
    const started = start(['--check']);
    const { code, printed } = await started.end;
    expect(printed).toContain('The editor answers there.');
    expect(code).toBe(0);
    await expect(fetch(await started.address)).rejects.toThrow('fetch failed');
  });

  it('does the same where it runs unattended', async (ctx) => {
    const missing = await missingEditor();
    if (missing !== undefined) ctx.skip(missing);
    const { code, printed } = await start([], { CI: 'true' }).end;
    expect(printed).toContain('The editor answers there.');
    expect(code).toBe(0);
  });

  it('serves the editor until Ctrl+C', async (ctx) => {
    const missing = await missingEditor();
    if (missing !== undefined) ctx.skip(missing);
    const { child, address, end } = start([]);
    const page = await address;
    expect((await fetch(page, { redirect: 'manual' })).status).toBe(302);
    child.kill('SIGINT');
    const { code, printed } = await end;
    expect(printed).toContain('It is served until Ctrl+C.');
    expect(code).toBe(0);
    await expect(fetch(page)).rejects.toThrow('fetch failed');
  });

  it('opens a window of the desktop where there is one', async () => {
    await using project = await TemporaryProject.create({
      'bin/code': '#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/parameters"\n',
    });
    const { code } = await start([project.folder], { DISPLAY: ':0', PATH: `${project.path('bin')}:/usr/bin:/bin` }).end;
    expect(code).toBe(0);
    const parameters = (await readFile(project.path('bin/parameters'), 'utf8')).split('\n');
    expect(parameters).toContain(`--extensionDevelopmentPath=${process.cwd()}`);
    expect(parameters).toContain('--wait');
    expect(parameters).toContain(project.folder);
  });
});
