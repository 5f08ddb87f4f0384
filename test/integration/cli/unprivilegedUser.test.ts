import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Command, run } from '../../support/commandLine';
import { functionFolder, type Files } from '../../support/functionFolder';
import { processesOf } from '../../support/leftovers';
import { isRunning } from '../../support/processes';
import { testPython } from '../../support/testFleet';
import { handOver, unprivilegedAccount, type Account } from '../../support/unprivilegedAccount';

const FILES = {
  'index.js': `let n = 0;
    exports.handler = async (event) => {
      n += 1;
      require('node:fs').writeFileSync('/tmp/mine', '');
      require('node:child_process').spawnSync('sh', ['-c', '(setsid sleep 600 </dev/null >/dev/null 2>&1 &)']);
      console.log('working');
      if (event.wait) await new Promise((resolve) => setTimeout(resolve, 60_000));
      return { n, user: process.getuid() };
    };`,
  'app.py': 'import os\n\ndef handler(event, context):\n    return {"user": os.getuid()}\n',
  'template.yaml': `Resources:
  Tested:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Timeout: 60 }
`,
};

/** An account that no list of users knows, as in many containers. */
const NAMELESS: Account = { uid: 54_321, gid: 54_321 };

/** A folder that everybody may read. */
function openFolder(files: Files): string {
  const folder = functionFolder(files);
  chmodSync(folder, 0o755);
  return folder;
}

function forUnprivileged(name: string, body: (account: Account, skip: (why: string) => void) => Promise<void>): void {
  test(name, async (context) => {
    const account = unprivilegedAccount();
    if (typeof account === 'string') return context.skip(account);
    return body(account, (why) => context.skip(why));
  });
}

describe('an unprivileged user', () => {
  forUnprivileged('invokes cold and warm, and leaves nothing', async (account) => {
    const folder = openFolder(FILES);
    const { code, stdout, stderr } = await run(['invoke', 'Tested', '--times', '2'], { folder, account });
    expect(stderr).not.toMatch(/\[warmpath (warning|error)\]/);
    expect(stdout).toBe(`{"n":1,"user":${String(account.uid)}}\n{"n":2,"user":${String(account.uid)}}\n`);
    expect(code).toBe(0);
  });

  forUnprivileged('invokes Python', async (account, skip) => {
    if (testPython === undefined || !existsSync(testPython)) {
      skip('there is no Python');
      return;
    }
    const given = ['invoke', 'app.py', '--python', testPython];
    const { code, stdout } = await run(given, { folder: openFolder({ 'app.py': FILES['app.py'] }), account });
    expect([code, stdout]).toEqual([0, `{"user": ${String(account.uid)}}\n`]);
  });

  forUnprivileged('needs no home folder', async (account) => {
    const temporaryFolder = openFolder({});
    handOver(temporaryFolder, account);
    const environment = { HOME: '/nonexistent', XDG_CACHE_HOME: '', TMPDIR: temporaryFolder };
    const { code } = await run(['invoke', 'Tested'], { folder: openFolder(FILES), account, environment });
    expect(code).toBe(0);
    expect(readdirSync(temporaryFolder)).toEqual([expect.stringMatching(/^warmpath-/)]);
  });

  forUnprivileged('needs no name', async () => {
    const temporaryFolder = openFolder({});
    chmodSync(temporaryFolder, 0o1777);
    const environment = { HOME: '/nonexistent', XDG_CACHE_HOME: '', TMPDIR: temporaryFolder };
    const options = { folder: openFolder(FILES), account: NAMELESS, environment };
    expect(await run(['invoke', 'Tested'], options)).toMatchObject({ code: 0 });
    const stateFolder = path.join(temporaryFolder, `warmpath-${String(NAMELESS.uid)}`);
    expect(statSync(stateFolder)).toMatchObject({ uid: NAMELESS.uid });
    // What lies there is executed: a folder that somebody else has made is not used.
    rmSync(stateFolder, { recursive: true });
    mkdirSync(stateFolder, { mode: 0o777 });
    const { code, stdout, stderr } = await run(['invoke', 'Tested'], options);
    expect(stderr).toBe(
      `warmpath: The folder ${stateFolder} belongs to somebody else; set XDG_CACHE_HOME to a folder of your own.\n`,
    );
    expect([code, stdout]).toEqual([2, '']);
  });

  forUnprivileged('sees timeouts', async (account) => {
    const given = ['invoke', 'Tested', '--timeout', '1', '--event', '{"wait": true}'];
    const { code, stdout } = await run(given, { folder: openFolder(FILES), account });
    expect(stdout).toContain('Task timed out after 1.00 seconds');
    expect(code).toBe(1);
  });

  forUnprivileged('may interrupt an invocation', async (account) => {
    const given = ['invoke', 'Tested', '--event', '{"wait": true}'];
    const command = new Command(given, { folder: openFolder(FILES), account });
    await command.said(/\tworking\n/);
    command.signal('SIGINT');
    expect(await command.ended).toEqual({ code: 130, signal: null });
    expect(command.leftovers()).toEqual([]);
  });

  forUnprivileged('loses nothing by kill -9 of what it serves', async (account) => {
    const folder = openFolder(FILES);
    const command = new Command(['serve', '--port', '0'], { folder, account });
    const [, url = ''] = await command.said(/Serving 1 function at (\S+)\n/);
    const address = `${url}/2015-03-31/functions/Tested/invocations`;
    await fetch(address, { method: 'POST', body: '{}' });
    fetch(address, { method: 'POST', body: '{"wait": true}' }).catch(() => undefined);
    await command.said(/working\n[^]*working\n/);
    const processes = processesOf(command.pid);
    command.signal('SIGKILL');
    await command.ended;
    const { code } = await run(['invoke', 'Tested'], { folder, account, home: command.home });
    expect(code).toBe(0);
    expect(command.leftovers()).toEqual([]);
    await vi.waitFor(() => expect(processes.filter(isRunning)).toEqual([]), 10_000);
  });

  forUnprivileged('is told what it may not read', async (account) => {
    const folder = openFolder({
      ...FILES,
      'event.json': '{}',
      'secret/index.js': '',
      'hidden.yaml': FILES['template.yaml'],
    });
    for (const name of ['event.json', 'secret', 'hidden.yaml']) chmodSync(path.join(folder, name), 0o700);
    const event = await run(['invoke', 'index.js', '--event', 'event.json'], { folder, account });
    expect(event.stderr).toBe(
      `warmpath: The event file ${folder}/event.json cannot be read (EACCES); check its permissions.\n`,
    );
    expect([event.code, event.stdout]).toEqual([2, '']);
    const listed = await run(['functions', 'secret'], { folder, account });
    expect(listed.stderr).toBe('secret:1:1 warning: The folder cannot be read (EACCES); allow reading it.\n');
    const template = await run(['invoke', 'Missing', '--template', 'hidden.yaml'], { folder, account });
    expect(template.stderr).toMatch(
      /^hidden\.yaml:1:1 error: The template cannot be read \(EACCES\); check its permissions\.\nwarmpath: .*\n$/,
    );
    expect([template.code, template.stdout]).toEqual([2, '']);
  });

  forUnprivileged('may not read the handler file: a function error', async (account) => {
    const folder = openFolder({ 'index.js': 'exports.handler = async () => 1;' });
    chmodSync(path.join(folder, 'index.js'), 0o600);
    const { code, stdout } = await run(['invoke', 'index.js'], { folder, account });
    expect(stdout).toContain('"errorMessage":"EACCES: permission denied');
    expect(code).toBe(1);
  });
});
