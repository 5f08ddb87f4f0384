import type { Analysis } from './analysis';
import { isReplaced } from './forgetting';
import { CONNECTING, LIVENESS, conditionsName } from './liveness';
import { partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { factsOf, lastName } from './program';
import type { SharedClient } from './sharedClients';
import { isMadeBy } from './sharedClients';
import type { SharedClientUse, UsedClient } from './sharedClientUses';

/** Methods that have something told when a connection fails or ends. */
const LISTENING: ReadonlySet<string> = new Set(['addListener', 'on', 'once']);

/** Decorators that call a function again when it fails. */
const RETRYING = /retr(?:y|ies)|backoff|on_exception|reconnect/i;

/** Whether every invocation connects a client again before it uses it. */
export function isConnectedAgain(client: SharedClient, { sharedClientUses, reach }: Analysis): boolean {
  return sharedClientUses.usesOf(client).some(({ kind, method, file, call }) => {
    if (kind !== 'called' || call === undefined || !CONNECTING.has(method)) return false;
    return !reach.isGuarded(file, call) || asksWhetherAlive(file, call.conditions);
  });
}

/** Whether anything notices that the connection of a client is gone, or makes another one when it fails. */
export function isLookedAfter({ client, uses }: UsedClient, analysis: Analysis): boolean {
  const { conditions } = client.file.facts;
  // What is made after a failure takes the place of what failed.
  if (client.call.conditions.some((id) => conditions[id]?.branch === 'failure')) return true;
  if (asksWhetherAlive(client.file, client.call.conditions)) return true;
  if (isConnectedAgain(client, analysis) || isReplaced(client, analysis.reach)) return true;
  if (uses.some((use) => watches(use) || isRetried(use)) || isWatchedWhereMade(client)) return true;
  const files = new Set([client.file, ...uses.map(({ file }) => file)]);
  return [...files].some((file) => isAskedIn(file, client, analysis));
}

function watches({ kind, method }: SharedClientUse): boolean {
  return kind === 'called' && (LIVENESS.has(method) || LISTENING.has(method));
}

/** `opened.on('error', …)` in the function that makes it, which no invocation has to lead to. */
function isWatchedWhereMade({ file, call }: SharedClient): boolean {
  return file.facts.calls.some(
    ({ function: caller, callee }) =>
      caller === call.function &&
      callee.kind === 'member' &&
      LISTENING.has(callee.name) &&
      isMadeBy(file, callee.object, call),
  );
}

function isRetried({ file, function: id }: SharedClientUse): boolean {
  const decorators = factsOf({ file, function: id })?.decorators ?? [];
  return decorators.some((decorator) => {
    const call = decorator.kind === 'call' ? file.facts.calls[decorator.call] : undefined;
    return RETRYING.test(lastName(call?.callee ?? decorator));
  });
}

function asksWhetherAlive(file: ProgramFile, conditions: readonly number[]): boolean {
  return conditionsName(file, conditions, (name) => LIVENESS.has(name));
}

/** `if conn.closed:` */
function isAskedIn(file: ProgramFile, client: SharedClient, { sharedClients }: Analysis): boolean {
  return file.facts.conditions.some(
    ({ test }) =>
      test !== undefined &&
      partsOfExpression(file, test).some(
        (part) =>
          part.kind === 'member' &&
          LIVENESS.has(part.name) &&
          sharedClients.of(file, part.object).some(({ call }) => call === client.call),
      ),
  );
}
