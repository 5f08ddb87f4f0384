import path from 'node:path';
import {
  hasEnded,
  type ObservedConnection,
  type ObservedEnvironment,
  type ObservedFile,
  type ObservedLeftover,
  type ObservedVariable,
} from '../../evidence/environmentEvidence';
import type { SourcePlace } from '../../lambda/evidence';
import { counted, formatDuration, formatMegabytes } from '../../timeline/format';
import type { EnvironmentState } from '../environmentStates';
import type { Translate } from '../translate';
import { environmentTooltip } from './environmentTooltip';

/** Kinds of rows; menus of package.json name them as `viewItem`. */
export const ENVIRONMENT_ROW_KINDS = ['runningFunction', 'runningEnvironment', 'evidenceGroup', 'evidence'] as const;
type EnvironmentRowKind = (typeof ENVIRONMENT_ROW_KINDS)[number];

/** One row of the Environments view. */
export interface EnvironmentRow {
  /** The same for the same thing in a later tree. */
  readonly id: string;
  readonly kind: EnvironmentRowKind;
  readonly label: string;
  readonly description?: string;
  /** Markdown; made when somebody looks. */
  readonly tooltip?: () => string;
  /** Name of a codicon. */
  readonly icon: string;
  /** Theme colour of the icon. */
  readonly color?: string;
  /** Where a click leads. */
  readonly place?: SourcePlace;
  /** Key of the function that the row belongs to, as commands take it. */
  readonly function?: string;
  readonly environmentId?: string;
  readonly children: readonly EnvironmentRow[];
}

/** A function with environments. */
export interface RunningFunction {
  /** What users call it. */
  readonly label: string;
  readonly name: string;
  /** Undefined when it is none of the open folders. */
  readonly key: string | undefined;
  readonly environments: readonly EnvironmentState[];
}

/** What the rows are made of. */
export interface EnvironmentsModel {
  readonly functions: readonly RunningFunction[];
  readonly evidence: (environmentId: string) => ObservedEnvironment | undefined;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: () => number;
}

const ICONS: Readonly<Record<EnvironmentState['phase'], string>> = {
  'waiting for the debugger': 'debug-alt',
  Init: 'loading~spin',
  Invoke: 'sync~spin',
  idle: 'server-environment',
  frozen: 'server-environment',
  paused: 'debug-pause',
  stopping: 'debug-stop',
};

/** The rows of the Environments view: functions, their environments, and what is left in each. */
export function environmentRows(model: EnvironmentsModel, t: Translate): EnvironmentRow[] {
  return model.functions.map((running): EnvironmentRow => {
    const { label, name, key, environments } = running;
    return {
      id: `function:${name}`,
      kind: 'runningFunction',
      label,
      description: counted(environments.length, 'environment'),
      icon: 'symbol-function',
      ...(key === undefined ? {} : { function: key }),
      children: environments.map((environment) => environmentRow(environment, running, model, t)),
    };
  });
}

function environmentRow(
  state: EnvironmentState,
  { label, key }: RunningFunction,
  { evidence, now }: EnvironmentsModel,
  t: Translate,
): EnvironmentRow {
  const { id, number, phase, invocations, memory } = state;
  const observed = evidence(id);
  return {
    id: `environment:${id}`,
    kind: 'runningEnvironment',
    label: t('Environment #{0}', number),
    description: [
      phase,
      ...(invocations === 0 ? [] : [counted(invocations, 'invocation')]),
      ...(memory === undefined ? [] : [`${String(memory.maxUsedMB)} MB`]),
    ].join(' · '),
    tooltip: () => environmentTooltip(label, state, observed, now(), t),
    icon: ICONS[phase],
    environmentId: id,
    ...(key === undefined ? {} : { function: key }),
    children: observed === undefined ? [] : groups(observed, state, t),
  };
}

function groups(observed: ObservedEnvironment, { storage }: EnvironmentState, t: Translate): EnvironmentRow[] {
  const { environmentId, connections, openedConnections, files, variables, leftovers, lost } = observed;
  const open = connections.filter((connection) => !hasEnded(connection)).length;
  const group = (id: string, label: string, icon: string, description: string, rows: readonly Item[]): Group[] =>
    rows.length === 0 ? [] : [{ id: `${environmentId}:${id}`, label, icon, description, rows }];
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const limit = storage === undefined ? '' : ` / ${formatMegabytes(storage.limitBytes)}`;
  return [
    ...group(
      'connections',
      t('Connections'),
      'plug',
      t('{0} opened, {1} open', openedConnections, open),
      [...connections].reverse().map((each) => connectionItem(each, t)),
    ),
    ...group(
      'files',
      t('Files in /tmp'),
      'file-directory',
      `${counted(files.length, 'file')} · ${formatMegabytes(bytes)}${limit}`,
      files.map((each) => fileItem(each, t)),
    ),
    ...group(
      'state',
      t('Module State'),
      'symbol-variable',
      '',
      variables.map((each) => variableItem(each, t)),
    ),
    ...group(
      'leftovers',
      t('Leftovers'),
      'watch',
      '',
      leftovers.map((each) => leftoverItem(each, t)),
    ),
    ...group('lost', t('Not Observed'), 'question', '', lost.map(lostItem)),
  ].map((each) => groupRow(each, environmentId));
}

interface Item {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly color?: string;
  readonly place?: SourcePlace;
}

interface Group extends Omit<Item, 'place'> {
  readonly rows: readonly Item[];
}

function groupRow({ rows, ...group }: Group, environmentId: string): EnvironmentRow {
  return {
    ...group,
    kind: 'evidenceGroup',
    description: group.description === '' ? String(rows.length) : group.description,
    environmentId,
    children: rows.map((row) => ({
      ...row,
      id: `${group.id}:${row.id}`,
      kind: 'evidence',
      environmentId,
      tooltip: () => itemTooltip(row),
      children: [],
    })),
  };
}

function connectionItem(connection: ObservedConnection, t: Translate): Item {
  const { connectionId, peer, factory, place, connectMs, error } = connection;
  return {
    id: connectionId,
    label: peer,
    description: joined(
      connectionState(connection, t),
      invocationText(connection.opened.invocation, t),
      placeText(place),
      factory,
      connectMs === undefined ? undefined : formatDuration(connectMs),
    ),
    icon: hasEnded(connection) ? 'debug-disconnect' : 'plug',
    ...(error === undefined ? {} : { color: 'list.warningForeground' }),
    ...(place === undefined ? {} : { place }),
  };
}

function connectionState(connection: ObservedConnection, t: Translate): string {
  const { error, ended } = connection;
  if (error !== undefined) return error;
  switch (ended?.by) {
    case undefined:
      return t('open');
    case 'function':
      return t('closed');
    case 'peer':
      return t('closed by the peer');
    case 'thaw':
      return t('lost while frozen');
    case 'reset':
      return t('ended by a reset');
  }
}

function fileItem({ path: name, change, sizeBytes, place, left, changed }: ObservedFile, t: Translate): Item {
  return {
    id: name,
    label: name,
    description: joined(
      formatBytes(sizeBytes),
      invocationText(left.invocation, t),
      changed.invocation === left.invocation ? undefined : `${change} · ${invocationText(changed.invocation, t)}`,
      placeText(place),
    ),
    icon: 'file',
    ...(place === undefined ? {} : { place }),
  };
}

function variableItem({ name, type, size, value, change, changed, file }: ObservedVariable, t: Translate): Item {
  const isChanged = change !== 'initial';
  return {
    id: `${file}:${name}`,
    label: `${name} = ${value}`,
    description: joined(
      size === undefined ? type : `${type} (${String(size)})`,
      isChanged ? `${change} · ${invocationText(changed.invocation, t)}` : undefined,
    ),
    icon: isChanged ? 'diff-modified' : 'symbol-variable',
    ...(isChanged ? { color: 'list.warningForeground' } : {}),
  };
}

const LEFTOVER_ICONS: Readonly<Record<ObservedLeftover['kind'], string>> = {
  timer: 'watch',
  handle: 'link',
  thread: 'git-branch',
  process: 'server-process',
  task: 'tasklist',
};

function leftoverItem({ leftoverId, kind, description, place, left }: ObservedLeftover, t: Translate): Item {
  return {
    id: leftoverId,
    label: description,
    description: joined(invocationText(left.invocation, t), placeText(place)),
    icon: LEFTOVER_ICONS[kind],
    ...(place === undefined ? {} : { place }),
  };
}

function lostItem(reason: string): Item {
  return { id: reason, label: reason, description: '', icon: 'question' };
}

function itemTooltip({ label, description, place }: Item): string {
  const lines = [codeSpan(label), description === '' ? '' : codeSpan(description)];
  return [...lines, place === undefined ? '' : codeSpan(`${place.file}:${String(place.line)}`)]
    .filter((line) => line !== '')
    .join('\n\n');
}

/** A text in Markdown that nothing of is taken for markup. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${text.replaceAll('\n', ' ')} ${fence}`;
}

function invocationText(invocation: number, t: Translate): string {
  return invocation === 0 ? t('Init') : t('invocation {0}', invocation);
}

function placeText(place: SourcePlace | undefined): string | undefined {
  return place === undefined ? undefined : `${path.basename(place.file)}:${String(place.line)}`;
}

function formatBytes(bytes: number): string {
  return bytes < 100_000 ? counted(bytes, 'byte') : formatMegabytes(bytes);
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
