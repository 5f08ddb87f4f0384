// @ts-check
import { Scope } from '../scope.mjs';
import { coldStart } from './coldStart.mjs';
import { FleetFunction } from './fleetFunction.mjs';
import { COLD } from './groups.mjs';

/** @typedef {import('../subject.mjs').Subject} Subject */

/**
 * The first cold start of a TypeScript handler in a new fleet builds it; later ones use what was built.
 * @type {Subject}
 */
export const typeScript = {
  group: COLD,
  figures: [
    { name: 'TypeScript, first invocation, with the build', unit: 'ms' },
    { name: 'TypeScript, second cold start', unit: 'ms' },
  ],
  baseline: 'node -e 0',
  plan: 'build',
  open: async (bench, scope) => async (count) => {
    /** @type {[number[], number[]]} */
    const samples = [[], []];
    for (let sample = 0; sample < count; sample += 1) {
      const ofSample = new Scope();
      scope.add(() => ofSample.dispose());
      const runtime = bench.runtimeOf('typescript');
      const served = await FleetFunction.serve(bench, ofSample, {
        runtime,
        codePath: bench.newCodeFolder('typescript'),
      });
      const [firstMs] = await coldStart(served);
      await served.recycle();
      const [secondMs] = await coldStart(served);
      samples[0].push(firstMs);
      samples[1].push(secondMs);
      await ofSample.dispose();
    }
    return samples;
  },
};
