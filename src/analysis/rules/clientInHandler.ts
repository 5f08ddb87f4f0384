import type { CatalogueEntry } from '../catalogue/clientCatalogue';
import type { FindingSeverity } from '../finding';
import { lower } from '../finding';
import type { Creation } from '../program/creations';
import { isSdkSession } from '../program/sdkSessions';
import type { Dependence } from '../program/taint';
import { callInWords, withArticle } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** How a client is shared decides whether making it in the handler is what this rule is about. */
const REPORTED: ReadonlySet<CatalogueEntry['share']> = new Set(['safe', 'check', 'lazy-async', 'config-only']);

/** A client or connection that each invocation makes anew. */
export const clientInHandler: Rule = {
  code: 'client-in-handler',
  title: 'A client or connection is made on every invocation',
  find: (file, analysis) =>
    analysis.creationsIn(file).flatMap((creation) => {
      const severity = clientSeverity(creation);
      if (severity === undefined) return [];
      const { call, ways } = creation;
      return [findingOf(clientInHandler, file, call.span, { severity, message: messageOf(creation), ways })];
    }),
};

/** How bad a creation is for the rule; undefined when it is not the rule's matter. */
export function clientSeverity(creation: Creation): FindingSeverity | undefined {
  const { entry, dependence } = creation;
  if (!REPORTED.has(entry.share) || dependence.event || dependence.credentials) return undefined;
  // `session-per-invocation` is about those.
  return isSdkSession(entry) ? undefined : severityOf(creation);
}

/** The catalogue's severity, lower where it is less sure or less often (analysis-rules §2, §5). */
function severityOf({ entry, ways, isRare, isDefault, dependence }: Creation): FindingSeverity | undefined {
  if (entry.severity === 'off') return undefined;
  const severity = lower(entry.severity, (isSure(ways) ? 0 : 1) + (isRare ? 1 : 0));
  const mayBeMeant = isDefault || dependence.context;
  return mayBeMeant && (severity === 'error' || severity === 'warning') ? 'information' : severity;
}

function messageOf({ entry, path, call, ways, dependence }: Creation): string {
  const often = call.isInLoop ? 'in a loop, on every invocation' : 'on every invocation';
  const handlers = new Set(ways.map(({ root }) => root.handler)).size;
  const reach = handlers > 1 ? ` (${handlers} handlers lead here)` : '';
  const name = callInWords(path, call);
  return `${name} ${effectOf(entry)} ${often}${wayInWords(ways)}${reach}; ${adviceFor(entry, dependence)}.`;
}

/** What is known of a creation. */
function effectOf({ creates, connects }: CatalogueEntry): string {
  const isConnecting = connects === 'eager' || connects === 'on-await';
  return `${isConnecting ? 'opens' : 'makes'} ${withArticle(creates)}`;
}

function adviceFor({ share }: CatalogueEntry, { context }: Dependence): string {
  if (context) {
    return 'what it takes from the context is always the same, so read AWS_REGION and make it once outside of the handler';
  }
  return share === 'check'
    ? 'keep it outside of the handler and connect again only when it is closed'
    : 'make it once outside of the handler, and warm invocations reuse it';
}
