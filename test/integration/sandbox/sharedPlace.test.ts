import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionFolder } from '../../support/functionFolder';
import { processSandbox, shell, specification, stateFolder } from '../../support/sandboxRig';

describe('the place of an environment without mounts', () => {
  it('has a temporary folder of its own that disappears with it', async () => {
    const state = stateFolder();
    const sandbox = processSandbox('none', { stateFolder: state });
    const [first, second] = await Promise.all([sandbox.create(specification()), sandbox.create(specification())]);
    expect(first.temporaryFolder.startsWith(state)).toBe(true);
    expect(first.temporaryFolder).not.toBe(second.temporaryFolder);
    await shell(first, `head -c 1000000 /dev/zero >"${first.temporaryFolder}/file"`);
    expect(readdirSync(second.temporaryFolder)).toEqual([]);
    expect(first.storage()).toEqual({ usedBytes: 1_000_000, limitBytes: 8 * 1024 * 1024 });
    await first.dispose();
    expect(existsSync(first.temporaryFolder)).toBe(false);
    expect(existsSync(second.temporaryFolder)).toBe(true);
    await sandbox.dispose();
    expect(readdirSync(path.join(state, 'environments'))).toEqual([]);
    expect(readdirSync(path.join(state, 'hosts'))).toEqual([]);
  });

  it('offers layers where they are', async () => {
    const layer = functionFolder({ 'nodejs/index.js': 'layer' });
    const instance = await processSandbox('none').create(specification({ layers: [layer] }));
    expect(instance.opt).toBe(layer);
    expect(instance.optOnHost).toBe(layer);
  });

  it('says how it differs from AWS', async () => {
    const layer = functionFolder({});
    const codePath = functionFolder({});
    const instance = await processSandbox('none').create(specification({ codePath, layers: [layer] }));
    expect(instance.fidelity).toEqual([
      `Temporary files belong into ${instance.temporaryFolder} (TMPDIR), because /tmp cannot be made private here: mounts are switched off.`,
      'Temporary files are counted but not limited to 8 MB.',
      `The code in ${codePath} is writable; on AWS it is not.`,
      `Layers are in ${layer}, not in /opt.`,
      'The share of CPU time does not depend on the memory size.',
    ]);
  });
});
