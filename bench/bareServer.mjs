// @ts-check
import { HttpTarget } from './httpTarget.mjs';
import { Program } from './program.mjs';
import { EVENT } from './subject.mjs';

/**
 * A bare HTTP server in a Node.js process of its own, called over kept connections.
 * @param {import('./scope.mjs').Scope} scope
 * @param {number} [depth] how many processes an event goes through until it is answered
 */
export async function bareServer(scope, depth = 1) {
  /** @type {string[]} */
  let behind = [];
  for (let process = 0; process < depth; process += 1) {
    const { url } = await new Program('bareServer', behind, scope).message();
    behind = [url];
  }
  const target = new HttpTarget(behind[0] ?? '');
  scope.add(() => target.dispose());
  return () => target.post(EVENT);
}
