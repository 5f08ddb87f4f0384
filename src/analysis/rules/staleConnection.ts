import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import { closes } from '../program/closing';
import { isLookedAfter } from '../program/sharedClientCare';
import type { UsedClient } from '../program/sharedClientUses';
import { callInWords, withArticle } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';

/** A single connection that invocations use without looking whether it is still there. */
export const staleConnection: Rule = {
  code: 'stale-connection',
  title: 'A kept connection may be gone, and nothing looks whether it is',
  find: (file, analysis) =>
    analysis.sharedClientUses.madeIn(file).flatMap((used) => (isUnchecked(used, analysis) ? [foundFor(used)] : [])),
};

function isUnchecked(used: UsedClient, analysis: Analysis): boolean {
  const { entry } = used.client;
  if (entry.share !== 'check') return false;
  // `shared-connection-closed` is about those.
  if (used.uses.some((use) => closes(use, analysis.values))) return false;
  return !isLookedAfter(used, analysis);
}

function foundFor({ client, uses }: UsedClient): Finding {
  const { file, call, path } = client;
  const message = `${callInWords(path, call)} makes ${withArticle(client.entry.creates)} that is kept for the environment and may be lost while that is frozen; before an invocation uses it, check that it is open, and connect again where it is not.`;
  const [first] = uses;
  const finding = findingOf(staleConnection, file, call.span, { severity: 'hint', message });
  const range = first.file.lines.range(first.span);
  return { ...finding, related: [{ file: first.file.file, range, message: 'an invocation uses it here' }] };
}
