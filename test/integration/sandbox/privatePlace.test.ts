import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { SandboxInstance, SandboxSpecification } from '../../../src/sandbox/sandbox';
import { functionFolder } from '../../support/functionFolder';
import { processSandbox, shell, specification, stateFolder } from '../../support/sandboxRig';

const readOnly = expect.stringContaining('Read-only file system') as string;

/** How many mount namespaces this process holds open. */
function namespaceDescriptors(): number {
  const links = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith('mnt:')).length;
}

/** An environment with mounts; skips the test where the system does not allow them. */
async function privatePlace(
  { skip }: TestContext,
  overrides: Partial<SandboxSpecification> = {},
): Promise<SandboxInstance> {
  const instance = await processSandbox('private').create(specification(overrides));
  if (instance.temporaryFolder !== '/tmp') {
    skip(instance.fidelity.join(' '));
  }
  return instance;
}

describe('the place of an environment with mounts', () => {
  it('has a /tmp of its own, of the configured size', async (context) => {
    const marker = `warmpath-test-${String(process.pid)}`;
    const instance = await privatePlace(context, { ephemeralStorageMB: 8 });
    expect(instance.storage()).toEqual({ usedBytes: 0, limitBytes: 8 * 1024 * 1024 });
    const { stdout, stderr } = await shell(
      instance,
      `stat -c %a /tmp; echo mine >/tmp/${marker}; head -c 4194304 /dev/zero >/tmp/half; head -c 8388608 /dev/zero >/tmp/rest`,
    );
    expect(stdout).toBe('1777\n');
    expect(stderr).toContain('No space left on device');
    expect(existsSync(`/tmp/${marker}`)).toBe(false);
    expect(instance.storage().usedBytes).toBe(8 * 1024 * 1024);
    expect((await shell(instance, `rm /tmp/rest; cat /tmp/${marker}`)).stdout).toBe('mine\n');
    expect(instance.storage().usedBytes).toBeLessThan(5 * 1024 * 1024);
  });

  it('shows nothing of one environment to another', async (context) => {
    const first = await privatePlace(context);
    await shell(first, 'echo secret >/tmp/secret');
    const second = await privatePlace(context);
    expect((await shell(second, 'ls /tmp')).stdout).not.toContain('secret');
  });

  it('keeps visible below /tmp what the function needs, and nothing else', async (context) => {
    const code = functionFolder({ 'file.txt': 'code', 'folder with space/a#b\\c': 'odd' });
    const shown = functionFolder({ 'shown.txt': 'shown' });
    const file = path.join(tmpdir(), `${path.basename(shown)}.file`);
    writeFileSync(file, 'single');
    const hidden = functionFolder({ 'hidden.txt': '' });
    const instance = await privatePlace(context, {
      codePath: code,
      visiblePaths: [path.join(shown, 'shown.txt'), file],
    });
    const { stdout } = await shell(
      instance,
      `cat "${code}/file.txt" "${code}/folder with space/a#b\\c" "${shown}/shown.txt" "${file}"; ls "${hidden}"`,
    );
    expect(stdout).toBe('codeoddshownsingle');
  });

  it('has read-only code, also in folders with odd names', async (context) => {
    const folder = path.join(functionFolder({}), 'odd #name\twith \\ and spaces');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'file.txt'), 'code');
    const instance = await privatePlace(context, { codePath: folder });
    const { stderr, stdout } = await shell(instance, 'cat file.txt; touch new; echo x >file.txt');
    expect(stdout).toBe('code');
    expect(stderr.match(/Read-only file system/g)).toHaveLength(2);
    expect(readFileSync(path.join(folder, 'file.txt'), 'utf8')).toBe('code');
    // The host goes on writing, and it is seen.
    writeFileSync(path.join(folder, 'new.txt'), 'new');
    expect((await shell(instance, 'cat new.txt')).stdout).toBe('new');
  });

  it('has read-only code outside of /tmp', async (context) => {
    const code = path.resolve('test/fixtures/project');
    const instance = await privatePlace(context, { codePath: code });
    expect((await shell(instance, 'pwd; touch new')).stdout).toBe(`${code}\n`);
    expect(existsSync(path.join(code, 'new'))).toBe(false);
    expect(instance.taskRoot).toBe(code);
    expect(instance.fidelity).not.toContain(`The code in ${code} is writable; on AWS it is not.`);
  });

  it('has an empty read-only /opt without layers', async (context) => {
    const instance = await privatePlace(context);
    expect(instance.opt).toBe('/opt');
    expect(instance.optOnHost).toBeUndefined();
    const { stdout, stderr } = await shell(instance, 'ls -A /opt; touch /opt/x');
    expect(stdout).toBe('');
    expect(stderr).toContain('Read-only file system');
  });

  it('shows layers in /opt, read-only', async (context) => {
    const layer = functionFolder({ 'nodejs/index.js': 'layer', 'bin/tool!': '#!/bin/sh\necho tool\n' });
    const instance = await privatePlace(context, { layers: [layer] });
    expect(instance.opt).toBe('/opt');
    expect(instance.optOnHost).toBe(layer);
    const { stdout, stderr } = await shell(instance, 'cat /opt/nodejs/index.js; touch /opt/x; /opt/bin/tool');
    expect(stdout).toBe('layertool\n');
    expect(stderr).toContain('Read-only file system');
    const tool = instance.start({ name: 'tool', command: '/opt/bin/tool', arguments: [], environment: {} });
    expect(await tool.exited).toEqual({ kind: 'code', code: 0 });
    const missing = instance.start({ name: 'tool', command: '/opt/bin/other', arguments: [], environment: {} });
    expect(await missing.exited).toMatchObject({ message: 'fork/exec /opt/bin/other: no such file or directory' });
  });

  it('keeps what the machine has in /opt when the function needs it, beside the layers', async (context) => {
    const [own] = readdirSync('/opt', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    if (own === undefined) {
      context.skip('this machine has nothing in /opt');
      return;
    }
    const layer = functionFolder({ 'lib/file': 'from the layer', 'single-file': 'single', [`${own.name}/hidden`]: '' });
    const instance = await privatePlace(context, { layers: [layer], visiblePaths: [path.join('/opt', own.name)] });
    const { stdout, stderr } = await shell(
      instance,
      `ls -A /opt; cat /opt/lib/file /opt/single-file; ls /opt/${own.name}; touch /opt/x; touch /opt/lib/x`,
    );
    const names = [own.name, 'lib', 'single-file'].sort();
    expect(stdout.startsWith(`${names.join('\n')}\nfrom the layersingle`)).toBe(true);
    expect(stdout).not.toContain('hidden');
    expect(stderr.match(/Read-only file system/g)).toHaveLength(2);
    expect(instance.fidelity.join(' ')).toContain(`needs its own /opt/${own.name}`);
  });

  it('has read-only code below /opt, too', async (context) => {
    let folder: string;
    try {
      folder = mkdtempSync('/opt/warmpath-test-');
    } catch {
      context.skip('this user may not write to /opt');
      return;
    }
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(path.join(folder, 'app'));
    for (const codePath of [path.join(folder, 'app'), folder]) {
      const instance = await privatePlace(context, { codePath, layers: [functionFolder({ file: 'from the layer' })] });
      const { stdout, stderr } = await shell(instance, 'cat /opt/file; touch new');
      expect(stdout).toBe('from the layer');
      expect(stderr).toContain('Read-only file system');
    }
  });

  it('keeps what is mounted below the code, and makes code read-only that is a mount', async (context) => {
    const codePath = functionFolder({ 'modules/below': '' });
    const mounted = (place: string): boolean =>
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'nosuid,nodev', 'test', place]).status === 0;
    const modules = path.join(codePath, 'modules');
    if (!mounted(modules)) {
      context.skip('this user may not mount');
    }
    onTestFinished(() => void spawnSync('umount', [modules]));
    writeFileSync(path.join(modules, 'file'), 'in the mount');
    const above = await privatePlace(context, { codePath });
    expect(await shell(above, 'cat modules/file; touch x')).toMatchObject({ stdout: 'in the mount', stderr: readOnly });
    const itself = await privatePlace(context, { codePath: modules });
    expect(await shell(itself, 'cat file; touch x')).toMatchObject({ stdout: 'in the mount', stderr: readOnly });
  });

  it('starts programs from its /tmp after a restart', async (context) => {
    const instance = await privatePlace(context);
    await shell(instance, 'printf "#!/bin/sh\\necho from tmp\\n" >/tmp/program; chmod 755 /tmp/program');
    const started = instance.start({ name: 'program', command: '/tmp/program', arguments: [], environment: {} });
    expect(await started.exited).toEqual({ kind: 'code', code: 0 });
    const missing = instance.start({ name: 'program', command: '/tmp/other', arguments: [], environment: {} });
    expect(await missing.exited).toMatchObject({ code: 'ENOENT' });
  });

  it('cannot be taken apart from inside', async (context) => {
    const instance = await privatePlace(context);
    const { stderr, stdout } = await shell(
      instance,
      'mount -o remount,bind,rw "$PWD" || mount -t tmpfs x /opt || echo refused; umount /tmp; touch x',
    );
    expect(stdout).toBe('refused\n');
    expect(stderr).toContain('Read-only file system');
  });

  it('does without mounts when the code is /tmp itself', async () => {
    const instance = await processSandbox('private').create(specification({ codePath: '/tmp' }));
    expect(instance.temporaryFolder).not.toBe('/tmp');
    expect(instance.fidelity.join(' ')).toContain('/tmp is itself needed by the function');
    expect((await shell(instance, 'pwd')).stdout).toBe('/tmp\n');
  });

  it('leaves nothing behind', async (context) => {
    const state = stateFolder();
    const sandbox = processSandbox('private', { stateFolder: state });
    const instance = await sandbox.create(specification());
    if (instance.temporaryFolder !== '/tmp') {
      context.skip(instance.fidelity.join(' '));
    }
    await shell(instance, 'echo x >/tmp/x');
    expect(namespaceDescriptors()).toBe(1);
    await instance.dispose();
    await sandbox.dispose();
    expect(namespaceDescriptors()).toBe(0);
    expect(readdirSync(path.join(state, 'environments'))).toEqual([]);
    expect(readdirSync(path.join(state, 'hosts'))).toEqual([]);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(' tmpfs warmpath-');
  });
});
