import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import { isForgotten } from '../program/forgetting';
import { LIVENESS, conditionsName } from '../program/liveness';
import { isConnectedAgain } from '../program/sharedClientCare';
import type { SharedClientUse } from '../program/sharedClientUses';
import { callInWords } from './callInWords';
import { madePlace } from './madePlace';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** An invocation closes what the next one uses again. */
export const sharedConnectionClosed: Rule = {
  code: 'shared-connection-closed',
  title: 'An invocation closes a connection that the next one uses again',
  find: (file, analysis) => {
    const closing = analysis.sharedClientUses
      .in(file)
      .filter((use) => closes(use, analysis) && staysClosed(use, analysis));
    const first = closing.filter(
      ({ span }, at) => closing.findIndex((other) => other.span.start === span.start) === at,
    );
    return first.map((use) => foundFor(use));
  },
};

function foundFor(use: SharedClientUse): Finding {
  const { client, file, span, ways } = use;
  const severity = isSure(ways) ? 'warning' : 'information';
  const finding = findingOf(sharedConnectionClosed, file, span, { severity, message: messageOf(use), ways });
  return { ...finding, related: [...finding.related, madePlace(client)] };
}

/** Whether a use ends the client. */
function closes({ client, file, kind, method, call }: SharedClientUse, { values }: Analysis): boolean {
  switch (kind) {
    case 'called':
      return client.entry.close.includes(method);
    case 'entered':
      return client.entry.close.length > 0 && client.entry.onExit !== 'open';
    case 'behind':
      return false;
    case 'given':
      return (
        call !== undefined &&
        values.of(file, call.callee).some((value) => value.kind === 'external' && CLOSING.has(value.path))
      );
  }
}

/** Context managers that close what they are given. */
const CLOSING: ReadonlySet<string> = new Set(['contextlib.closing', 'contextlib.aclosing']);

/** Whether a later invocation finds it closed. */
function staysClosed(use: SharedClientUse, analysis: Analysis): boolean {
  const { client, file, call } = use;
  const { entry } = client;
  if (entry.afterClose === 'usable' || entry.share === 'once') return false;
  // `loop-bound-client` is about those, and says to make them inside.
  if (entry.share === 'loop-bound' && analysis.eventLoops.startFor(use) !== undefined) return false;
  if (call !== undefined && conditionsName(file, call.conditions, (name) => ENVIRONMENT.test(name))) return false;
  if (conditionsName(client.file, client.call.conditions, (name) => LIVENESS.has(name))) return false;
  return !isForgotten(use, analysis.reach) && !(entry.afterClose !== 'ended' && isConnectedAgain(client, analysis));
}

/** `if (process.env.NODE_ENV === 'test')`: what invocations in Lambda do not do. */
const ENVIRONMENT = /^(?:env|environ|getenv|IS_LOCAL|IS_OFFLINE)$/;

function messageOf({ client, kind, ways }: SharedClientUse): string {
  const name = callInWords(client.path, client.call);
  const closing = kind === 'called' ? 'This closes' : 'Leaving this block closes';
  return `${closing} what ${name} makes once for the environment${wayInWords(ways)}, and the next warm invocation finds it closed; leave it open.`;
}
