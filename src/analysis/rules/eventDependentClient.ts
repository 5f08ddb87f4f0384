import type { CatalogueEntry } from '../catalogue/clientCatalogue';
import type { FindingSeverity } from '../finding';
import type { Creation } from '../program/creations';
import { callInWords } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** Clients of these kinds are not shared anyway. */
const UNSHARED: ReadonlySet<CatalogueEntry['share']> = new Set(['loop-bound', 'once', 'per-invocation', 'local']);

/** A client that each invocation makes anew because it depends on what the invocation brings. */
export const eventDependentClient: Rule = {
  code: 'event-dependent-client',
  title: 'A client depends on the event, so every invocation makes one',
  find: (file, analysis) =>
    analysis.creationsIn(file).flatMap((creation) => {
      const { entry, dependence, call, ways } = creation;
      if (UNSHARED.has(entry.share) || !(dependence.event || dependence.credentials)) return [];
      const severity = severityOf(creation);
      if (severity === undefined) return [];
      return [findingOf(eventDependentClient, file, call.span, { severity, message: messageOf(creation), ways })];
    }),
};

/** Nothing is wrong with such a client: it is never more than information. */
function severityOf({ entry, ways }: Creation): FindingSeverity | undefined {
  if (entry.severity === 'off') return undefined;
  return entry.severity === 'hint' || !isSure(ways) ? 'hint' : 'information';
}

function messageOf({ path, call, ways, dependence }: Creation): string {
  const name = callInWords(path, call);
  const way = wayInWords(ways);
  return dependence.credentials
    ? `${name} takes credentials of the invocation${way}, so it is made anew each time; to share it needs a cache by who the credentials are for that ends with them.`
    : `${name} depends on the event${way}, so it is made anew on every invocation; where there are few values, keep one for each in a bounded cache outside of the handler.`;
}
