import { hasEnded, type ObservedEnvironment } from '../../evidence/environmentEvidence';
import { counted, formatDuration, formatMegabytes } from '../../timeline/format';
import type { EnvironmentState } from '../environmentStates';
import type { Translate } from '../translate';

/** Sums up an environment in Markdown. Nothing of it is written by the function. */
export function environmentTooltip(
  functionLabel: string,
  state: EnvironmentState,
  observed: ObservedEnvironment | undefined,
  nowEpochMs: number,
  t: Translate,
): string {
  const { id, number, phase, invocations, createdEpochMs, reason, memory, storage } = state;
  const facts = [
    t('{0}, {1} old', phase, formatDuration(nowEpochMs - createdEpochMs)),
    t('cold start: {0}', reason),
    counted(invocations, 'invocation'),
    ...(memory === undefined ? [] : [t('{0} of {1} MB used at most', memory.maxUsedMB, memory.sizeMB)]),
    ...(storage === undefined
      ? []
      : [t('{0} of {1} in /tmp', formatMegabytes(storage.usedBytes), formatMegabytes(storage.limitBytes))]),
    ...(observed === undefined ? [] : survivors(observed, t)),
  ];
  const heading = `**${escaped(functionLabel)}** ${t('Environment #{0}', number)} \`${id}\``;
  return [heading, facts.map((fact) => `- ${escaped(fact)}`).join('\n')].join('\n\n');
}

function survivors(observed: ObservedEnvironment, t: Translate): string[] {
  const { connections, openedConnections, files, variables, leftovers } = observed;
  const open = connections.filter((connection) => !hasEnded(connection)).length;
  const changed = variables.filter(({ change }) => change !== 'initial').length;
  return [
    ...(openedConnections === 0 ? [] : [t('{0}, {1} still open', counted(openedConnections, 'connection'), open)]),
    ...(files.length === 0 ? [] : [t('{0} left in /tmp', counted(files.length, 'file'))]),
    ...(changed === 0 ? [] : [t('{0} of the module changed since Init', counted(changed, 'variable'))]),
    ...(leftovers.length === 0 ? [] : [t('{0} unfinished when it was frozen', leftovers.length)]),
  ];
}

/** Names and paths are no markup. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
}
