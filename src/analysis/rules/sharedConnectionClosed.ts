import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import { closes } from '../program/closing';
import { isForgotten, isMadeAgain } from '../program/forgetting';
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
      .filter((use) => closes(use, analysis.values) && staysClosed(use, analysis));
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

/** Whether a later invocation finds it closed. */
function staysClosed(use: SharedClientUse, analysis: Analysis): boolean {
  const { client, file, call } = use;
  const { entry } = client;
  if (entry.afterClose === 'usable' || entry.share === 'once') return false;
  // `loop-bound-client` is about those, and says to make them inside.
  if (entry.share === 'loop-bound' && analysis.eventLoops.startFor(use) !== undefined) return false;
  if (call !== undefined && conditionsName(file, call.conditions, (name) => ENVIRONMENT.test(name))) return false;
  if (conditionsName(client.file, client.call.conditions, (name) => LIVENESS.has(name))) return false;
  if (isMadeAgain(client, analysis.reach)) return false;
  return !isForgotten(use, analysis.reach) && !(entry.afterClose !== 'ended' && isConnectedAgain(client, analysis));
}

/** `if (process.env.NODE_ENV === 'test')`: what invocations in Lambda do not do. */
const ENVIRONMENT = /^(?:env|environ|getenv|IS_LOCAL|IS_OFFLINE)$/;

function messageOf({ client, kind, ways }: SharedClientUse): string {
  const name = callInWords(client.path, client.call);
  const closing = kind === 'called' ? 'This closes' : 'Leaving this block closes';
  return `${closing} what ${name} makes once for the environment${wayInWords(ways)}, and the next warm invocation finds it closed; leave it open, or let go of it here as well, so that it is made again.`;
}
