import type { Evaluated } from '../cloudformation/evaluated';
import { nearNames } from '../nearNames';
import type { ProblemList } from '../problemList';

/** Settings of functions that change how they run, in the order of the framework's documentation. */
const READ = [
  'handler',
  'image',
  'runtime',
  'memorySize',
  'timeout',
  'environment',
  'layers',
  'events',
  'architecture',
  'ephemeralStorageSize',
  'tracing',
  'snapStart',
  'reservedConcurrency',
  'provisionedConcurrency',
  'maximumRetryAttempts',
  'maximumEventAge',
  'destinations',
  'onError',
];

/** Settings that are near to those and no slips of them. */
const OTHERS: ReadonlySet<string> = new Set(['runtimeManagement', 'imageConfig', 'eventBridge', 'layer', 'events']);

/** Reports settings that look like slips of others: the framework leaves them out and so does this reader. */
export function reportSlips(settings: Evaluated, problems: ProblemList): void {
  if (settings.kind !== 'dictionary') return;
  for (const [name, { at }] of settings.entries) {
    if (READ.includes(name) || OTHERS.has(name)) continue;
    // Two letters, however long the name: words that share a part are settings of plugins.
    const [near] = nearNames(name, READ).filter((each) => isSlip(name, each) && !settings.entries.has(each));
    if (near !== undefined) problems.add(at, 'warning', `${name} is left out; perhaps ${near} is meant.`);
  }
}

function isSlip(name: string, meant: string): boolean {
  return name.length > 4 && Math.abs(name.length - meant.length) <= 2 && meant.startsWith(name.charAt(0));
}
