import { describe, expect, it } from 'vitest';
import { nodeFlags } from '../../../../src/runtimes/node/nodeFlags';
import { RUNTIME_FLAGS } from '../../../../src/runtimes/node/nodeInterpreter';

const recent = { flags: RUNTIME_FLAGS };
const old = { flags: [] };
const ALWAYS = ['--expose-gc', '--max-http-header-size', '81920'];

describe('heap flags', () => {
  it.each([
    [18, 1024, ['--max-semi-space-size=51', '--max-old-space-size=922']],
    [20, 1024, ['--max-semi-space-size=17', '--max-old-space-size=922']],
    [24, 128, ['--max-semi-space-size=2', '--max-old-space-size=116']],
    [24, 10_240, ['--max-semi-space-size=170', '--max-old-space-size=9216']],
  ])('of nodejs%i.x with %i MB', (major, memorySize, expected) => {
    expect(nodeFlags(major, memorySize, '', old)).toEqual([...ALWAYS, ...expected]);
  });

  it.each(['--max-old-space-size=64', '--max_semi_space_size=8'])('give way to %s in NODE_OPTIONS', (nodeOptions) => {
    expect(nodeFlags(24, 1024, nodeOptions, old)).toEqual(ALWAYS);
  });

  it('do not give way on nodejs18.x', () => {
    expect(nodeFlags(18, 1024, '--max-old-space-size=64', old)).toContain('--max-old-space-size=922');
  });
});

describe('features AWS switches off', () => {
  const switchedOff = (major: number, nodeOptions = '', interpreter: { flags: readonly string[] } = recent) =>
    nodeFlags(major, 1024, nodeOptions, interpreter).filter((flag) => flag.startsWith('--no-'));

  it('depend on the runtime', () => {
    expect([18, 20, 22, 24].map((major) => switchedOff(major))).toEqual([
      [],
      ['--no-experimental-require-module'],
      ['--no-experimental-require-module', '--no-experimental-detect-module'],
      [],
    ]);
  });

  it('are switched on again through NODE_OPTIONS', () => {
    expect(switchedOff(22, '--enable-source-maps --experimental-require-module')).toEqual([
      '--no-experimental-detect-module',
    ]);
  });

  it('are left out for a Node.js that does not know them', () => {
    expect(switchedOff(22, '', old)).toEqual([]);
  });
});
