import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import type { LoopStart } from '../program/eventLoops';
import { isReplaced } from '../program/forgetting';
import { conditionsName } from '../program/liveness';
import { partsOfExpression } from '../program/mentions';
import type { SharedClient } from '../program/sharedClients';
import type { UsedClient } from '../program/sharedClientUses';
import { callInWords, withArticle } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure } from './way';

/** A client that belongs to an event loop outlives the loops of the invocations that use it. */
export const loopBoundClient: Rule = {
  code: 'loop-bound-client',
  title: 'An asynchronous client outlives the event loop that it belongs to',
  find: (file, analysis) => {
    if (file.language !== 'python') return [];
    return analysis.sharedClientUses.madeIn(file).flatMap((used) => foundFor(used, analysis));
  },
};

function foundFor({ client, uses }: UsedClient, analysis: Analysis): Finding[] {
  const { file, call, entry, path } = client;
  if (entry.share !== 'loop-bound' || knowsLoop(client) || hasNoPool(client) || isReplaced(client, analysis.reach)) {
    return [];
  }
  for (const use of uses) {
    const start = analysis.eventLoops.startFor(use);
    if (start === undefined) continue;
    const message = `${callInWords(path, call)} makes ${withArticle(entry.creates)} that is kept for the environment and belongs to one event loop, but ${start.path}() gives every invocation another one; make it inside of the coroutine, or run every invocation in one loop that the module keeps.`;
    const severity = isSure(use.ways) ? 'warning' : 'information';
    const finding = findingOf(loopBoundClient, file, call.span, { severity, message });
    const range = use.file.lines.range(use.span);
    const related = [startPlace(start), { file: use.file.file, range, message: 'an invocation uses it here' }];
    return [{ ...finding, related }];
  }
  return [];
}

function startPlace({ file, call, path }: LoopStart): Finding['related'][number] {
  return { file: file.file, range: file.lines.range(call.span), message: `${path}() is called here` };
}

/** Made anew for another loop: `if client_loop is not asyncio.get_running_loop()`. */
function knowsLoop({ file, call }: SharedClient): boolean {
  return conditionsName(file, call.conditions, (name) => /loop/i.test(name));
}

/** `poolclass=NullPool` keeps no connection. */
function hasNoPool({ file, call }: SharedClient): boolean {
  return call.arguments.some(
    ({ name, value }) =>
      name === 'poolclass' &&
      partsOfExpression(file, value).some(
        (part) => (part.kind === 'name' || part.kind === 'member') && part.name === 'NullPool',
      ),
  );
}
