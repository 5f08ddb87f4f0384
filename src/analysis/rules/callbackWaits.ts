import type { Finding } from '../finding';
import type { Analysis } from '../program/analysis';
import { settingsOfWait } from '../program/handlerEndings';
import { isWithoutCallbacks } from '../program/nodeRuntime';
import type { ProgramFile } from '../program/program';
import { factsOf } from '../program/program';
import type { Reached, Root } from '../program/reach';
import type { SharedClient } from '../program/sharedClients';
import { callInWords } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';

/** Packages whose connections keep the event loop busy while they are open. */
const KEEPING =
  /^(?:amqplib|cassandra-driver|ioredis|knex|mariadb|memcached|mongodb|mongoose|mqtt|mssql|mysql2?|nats|oracledb|pg|postgres|redis|@redis\/client|sequelize|tedious|typeorm)(?:\/[\w-]+)?#/;

/** `context.callbackWaitsForEmptyEventLoop`: missing where it is needed, and set where it does nothing. */
export const callbackWaits: Rule = {
  code: 'callback-waits',
  title: 'callbackWaitsForEmptyEventLoop is missing, or does nothing',
  find: (file, analysis) =>
    file.language === 'javascript' ? [...missing(file, analysis), ...withoutEffect(file, analysis)] : [],
};

/** Handlers with a callback that leave a connection open. */
function missing(file: ProgramFile, analysis: Analysis): Finding[] {
  const here = analysis.roots.filter(({ place }) => place.file === file);
  const found = here.flatMap((root) => {
    const callback = factsOf(root.place)?.parameters[2];
    const isUsed = callback?.bindings.some((binding) => analysis.results.reads(file, binding) > 0) === true;
    if (callback === undefined || !isUsed || root.handler.isWrapped || !analysis.endings.waitsForEventLoop(root))
      return [];
    const open = openConnection(root, analysis);
    if (open === undefined) return [];
    const message = `The callback's answer waits until the event loop is empty, and the connection of ${open} keeps it busy: the invocation may run to its timeout; set context.callbackWaitsForEmptyEventLoop = false, or make the handler async.`;
    const severity = root.handler.confidence === 'possible' ? 'information' : 'warning';
    return [findingOf(callbackWaits, file, callback.span, { severity, message })];
  });
  return found.filter(({ span }, at) => found.findIndex((other) => other.span.start === span.start) === at);
}

/** A connection that a handler uses and does not close, in words. */
function openConnection(root: Root, { reach, sharedClients, sharedClientUses }: Analysis): string | undefined {
  const isOfRoot = (ways: readonly Reached[]): boolean => ways.some((way) => way.root === root);
  const files = [...reach.files].filter((file) => reach.in(file).some(isOfRoot));
  if (files.some((file) => settingsOfWait(file).length > 0)) return undefined;
  const isClosed = ({ call: made, entry }: SharedClient): boolean =>
    files.some((file) =>
      file.facts.calls.some(
        ({ callee }) =>
          callee.kind === 'member' &&
          entry.close.includes(callee.name) &&
          sharedClients.of(file, callee.object).some(({ call }) => call === made),
      ),
    );
  const kept = files
    .flatMap((file) => sharedClientUses.in(file))
    .find(({ client, ways }) => isOfRoot(ways) && KEEPING.test(client.path) && !isClosed(client));
  return kept === undefined ? undefined : callInWords(kept.client.path, kept.client.call);
}

/** Where it is set for handlers that it is not for. */
function withoutEffect(file: ProgramFile, analysis: Analysis): Finding[] {
  const settings = settingsOfWait(file);
  if (settings.length === 0) return [];
  return analysis.reach.in(file).flatMap((ways) => {
    const [{ place }] = ways;
    const roots = ways.map(({ root }) => root);
    const isRemoved = roots.some(({ handler }) => isWithoutCallbacks(handler));
    if (!isRemoved && !roots.every((root) => analysis.endings.givesPromise(root))) return [];
    const message = isRemoved
      ? 'Runtimes from nodejs24.x on have no callbackWaitsForEmptyEventLoop and never wait for the event loop; remove it.'
      : 'callbackWaitsForEmptyEventLoop is only for handlers that answer through a callback; this one gives a promise, so remove it.';
    return settings
      .filter((setting) => setting.function === place.function)
      .map(({ span }) =>
        findingOf(callbackWaits, file, span, { severity: isRemoved ? 'information' : 'hint', message, ways }),
      );
  });
}
