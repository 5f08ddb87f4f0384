// @ts-check
import { Scenario } from '../test/unit/timeline/scenario';

/** @typedef {import('../src/lambda/lifecycleEvents').LifecycleEvent} LifecycleEvent */

/**
 * A busy function: `invocations` in all, in `environments` at the same time.
 * @param {number} invocations
 * @param {number} environments
 * @returns {LifecycleEvent[]} in the order of time
 */
export function busyStream(invocations, environments) {
  const scenario = new Scenario();
  const each = Math.ceil(invocations / environments);
  for (let index = 0; index < environments; index += 1) {
    const id = `${String(index).padStart(2, '0')}f9c2a7`;
    const environment = scenario
      .environment(id, index * 37, index % 5 === 0 ? 'reports' : 'orders')
      .created()
      .init(180);
    for (let invocation = 0; invocation < each; invocation += 1) {
      if (invocation > 0) environment.frozen(40 + ((invocation * 7 + index) % 90));
      // Logs as functions write them: with the invocation's number.
      environment.log(`order ${invocation} received`);
      if (invocation % 97 === 96) environment.invoke(30, { status: 'timeout' });
      else environment.invoke(3 + ((invocation * 13 + index) % 40), { memoryMB: 60 + (invocation % 50) });
    }
  }
  return scenario.events;
}
