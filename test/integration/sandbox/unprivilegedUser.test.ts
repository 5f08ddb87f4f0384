import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundledProgram } from '../../support/bundledProgram';
import { functionFolder } from '../../support/functionFolder';
import { stateFolder } from '../../support/sandboxRig';

const NOBODY = 65534;

const PROGRAM = `
import { text } from 'node:stream/consumers';
import { silentLogger } from '../../src/lambda/ports';
import { ProcessSandbox } from '../../src/sandbox/process/processSandbox';

const [stateFolder, codePath] = process.argv.slice(2);
const sandbox = new ProcessSandbox({ stateFolder, logger: silentLogger });
void (async () => {
  const instance = await sandbox.create({
    environmentId: 'e', codePath, layers: [], ephemeralStorageMB: 4, memorySizeMB: 128, visiblePaths: [],
  });
  const run = async (script: string) => {
    const started = instance.start({
      name: 'runtime', command: '/bin/sh', arguments: ['-c', script], environment: { PATH: '/usr/bin:/bin' },
    });
    const output = await Promise.all([text(started.stdout), text(started.stderr)]);
    await started.exited;
    return output.join('');
  };
  const results = {
    temporaryFolder: instance.temporaryFolder,
    fidelity: instance.fidelity,
    identity: await run('id -u; id -g'),
    capabilities: await run('grep -E "Cap(Inh|Prm|Eff|Amb)" /proc/self/status'),
    limits: await run('ulimit -n'),
    full: await run('head -c 8388608 /dev/zero >/tmp/file'),
    kept: await run('stat -c %s /tmp/file'),
    code: await run('touch new'),
    opt: await run('touch /opt/new'),
    peak: instance.peakMemoryBytes(),
    used: instance.storage().usedBytes,
  };
  const started = instance.start({
    name: 'runtime', command: '/bin/sh', arguments: ['-c', 'sleep 300'], environment: { PATH: '/usr/bin:/bin' },
  });
  const frozen = instance.freeze();
  await sandbox.dispose();
  console.log(JSON.stringify({ ...results, frozen, exit: await started.exited }));
})();
`;

describe('an unprivileged user', () => {
  it.for(['.', 'app'])('gets the same environments as root (code in %s of a mount)', async (part, { skip }) => {
    if (process.getuid?.() !== 0) {
      skip('this is one already: the other tests say the same');
    }
    const program = await bundledProgram(PROGRAM);
    const state = stateFolder();
    chownSync(state, NOBODY, NOBODY);
    const code = functionFolder({ 'app/file.txt': '' });
    chmodSync(code, 0o755);
    // Flags of the file system that a user namespace may not take away.
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'nosuid,nodev', 'test', code]).status === 0) {
      onTestFinished(() => void spawnSync('umount', [code]));
      mkdirSync(path.join(code, 'app'));
    }
    const { stdout, stderr } = spawnSync(process.execPath, [program, state, path.join(code, part)], {
      uid: NOBODY,
      gid: NOBODY,
      cwd: '/',
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const results = JSON.parse(stdout) as Record<string, unknown>;
    if (results['temporaryFolder'] !== '/tmp') {
      skip(String(results['fidelity']));
    }
    expect(results).toMatchObject({
      identity: `${String(NOBODY)}\n${String(NOBODY)}\n`,
      limits: '1024\n',
      kept: `${String(4 * 1024 * 1024)}\n`,
      used: 4 * 1024 * 1024,
      frozen: 1,
      exit: { kind: 'signal', signal: 'SIGKILL' },
    });
    expect(String(results['capabilities']).match(/\t0{16}$/gm)).toHaveLength(4);
    expect(results['full']).toContain('No space left on device');
    expect(results['code']).toContain('Read-only file system');
    expect(results['opt']).toContain('Read-only file system');
  });
});
