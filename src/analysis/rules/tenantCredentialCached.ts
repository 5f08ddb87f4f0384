import type { Expression } from '../facts/fileFacts';
import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import { conditionsName } from '../program/liveness';
import { partsOfExpression } from '../program/mentions';
import { factsOf } from '../program/program';
import type { ProgramFile } from '../program/program';
import { isMadeBy } from '../program/sharedClients';
import type { SharedClient } from '../program/sharedClients';
import type { UsedClient } from '../program/sharedClientUses';
import { callInWords } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** A client keeps credentials that were given to somebody for a while. */
export const tenantCredentialCached: Rule = {
  code: 'tenant-credential-cached',
  title: 'A client that is kept has temporary credentials',
  find: (file, analysis) => analysis.sharedClientUses.madeIn(file).flatMap((used) => foundFor(used, analysis)),
};

/** Names of what knows when credentials end. */
const EXPIRY = /expir|ttl|refresh|renew|valid_?(?:un)?til|max_?age|stale/i;

/** Parameters that make a cache forget: `lru_cache` with the hour among its keys. */
const TIME = /ttl|hour|minute|time|expir|window/i;

function foundFor({ client, uses }: UsedClient, analysis: Analysis): Finding[] {
  const { file, call, path } = client;
  const ways = uses.flatMap((use) => use.ways);
  // Environments of such a function serve one tenant, and what ends is told by the others.
  if (ways.every(({ root }) => root.handler.isTenantIsolated === true)) return [];
  const given = [call.callee, ...call.arguments.map(({ value }) => value)];
  if (!analysis.credentialOrigins.areTemporary(file, given) || knowsExpiry(client)) return [];
  const name = callInWords(path, call);
  const isOfInvocation = given.some((value) => analysis.taint.of(file, value).event) && !isKeyed(client);
  const [first] = uses;
  const way = wayInWords(first.ways);
  const message = isOfInvocation
    ? `${name} takes credentials of one invocation and is kept for all, so later ones act as somebody else${way}; make it on every invocation, or keep one for each tenant until its credentials end.`
    : `${name} is kept with temporary credentials, and nothing replaces them, so it stops working when they end${way}; give it credentials that refresh themselves, or make it again before they end.`;
  const severity = isSure(ways) ? 'warning' : 'information';
  const finding = findingOf(tenantCredentialCached, file, call.span, { severity, message });
  const range = first.file.lines.range(first.span);
  return [{ ...finding, related: [{ file: first.file.file, range, message: 'an invocation uses it here' }] }];
}

/** Whether anything decides by time whether the client is made again. */
function knowsExpiry({ file, call, keepers }: SharedClient): boolean {
  if (conditionsName(file, call.conditions, (name) => EXPIRY.test(name))) return true;
  const facts = call.function === 0 ? undefined : factsOf({ file, function: call.function });
  if (facts?.parameters.some(({ name }) => TIME.test(name)) === true) return true;
  if (facts?.decorators.some((decorator) => namesExpiry(file, decorator)) === true) return true;
  // `cache = TTLCache(maxsize=16, ttl=900)`
  return keepers.some(({ file: of, keeper }) => {
    const binding = keeper.kind === 'name' ? of.facts.bindings[keeper.binding] : undefined;
    return binding?.function === 0 && binding.values.some(({ value }) => keepsForTime(of, value));
  });
}

function keepsForTime(file: ProgramFile, value: Expression): boolean {
  const call = value.kind === 'call' ? file.facts.calls[value.call] : undefined;
  return call !== undefined && namesExpiry(file, value);
}

function namesExpiry(file: ProgramFile, expression: Expression): boolean {
  return partsOfExpression(file, expression).some((part) => {
    if (part.kind === 'name' || part.kind === 'member') return EXPIRY.test(part.name);
    if (part.kind === 'object') return part.entries.some(({ name }) => EXPIRY.test(name));
    if (part.kind !== 'call') return false;
    return file.facts.calls[part.call]?.arguments.some(({ name }) => EXPIRY.test(name ?? '')) ?? false;
  });
}

/** Whether there is one for each value of something. */
function isKeyed({ file, call }: SharedClient): boolean {
  const { assignments, calls, functions } = file.facts;
  const facts = functions[call.function];
  if ((facts?.decorators.length ?? 0) > 0 && (facts?.parameters.length ?? 0) > 0) return true;
  return (
    assignments.some(({ target, value }) => target.kind === 'item' && isMadeBy(file, value, call)) ||
    calls.some((each) => {
      const value = each.arguments[1]?.value;
      return each.function === call.function && value !== undefined && isMadeBy(file, value, call);
    })
  );
}
