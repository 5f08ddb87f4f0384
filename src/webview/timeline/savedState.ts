import type { Selection } from '../../timeline/view/selection';
import type { Viewport } from '../../timeline/view/viewport';

/** What stays when the view is hidden and shown again; what is drawn comes from the host's history. */
export interface SavedState {
  /** Absent while everything is shown. */
  readonly viewport?: Viewport;
  /** Absent while every function is shown. */
  readonly functionName?: string;
  readonly pinned: readonly string[];
  readonly collapsed: readonly string[];
  readonly expanded: readonly string[];
  readonly selected?: Selection;
  /** Absent until somebody has chosen. */
  readonly table?: boolean;
  readonly gapsCollapsed: boolean;
  readonly stoppedHidden: boolean;
  readonly following: boolean;
}

type Reader = (value: unknown) => boolean;

const READERS: Readonly<Record<keyof SavedState, Reader>> = {
  viewport: isViewport,
  functionName: isText,
  pinned: areTexts,
  collapsed: areTexts,
  expanded: areTexts,
  selected: isSelection,
  table: isSwitch,
  gapsCollapsed: isSwitch,
  stoppedHidden: isSwitch,
  following: isSwitch,
};

/** Reads what the editor kept. Parts that another version has written otherwise are left out. */
export function savedStateOf(kept: unknown): Partial<SavedState> {
  if (typeof kept !== 'object' || kept === null) return {};
  const readers: Readonly<Record<string, Reader>> = READERS;
  return Object.fromEntries(Object.entries(kept).filter(([name, value]) => readers[name]?.(value) === true));
}

function isViewport(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { startMs, endMs } = value;
  return typeof startMs === 'number' && typeof endMs === 'number' && endMs > startMs;
}

const SELECTION_FIELDS: Readonly<Record<Selection['kind'], readonly [text: string[], numbers: string[]]>> = {
  environment: [['environmentId'], []],
  span: [['environmentId', 'phase'], ['startMs']],
  mark: [['environmentId'], ['atMs']],
  queue: [['functionName', 'requestId'], []],
};

function isSelection(value: unknown): boolean {
  if (!isFields(value)) return false;
  const fields: Readonly<Record<string, readonly [string[], string[]]>> = SELECTION_FIELDS;
  const [texts, numbers] = fields[String(value['kind'])] ?? [];
  if (texts === undefined || numbers === undefined) return false;
  return texts.every((name) => isText(value[name])) && numbers.every((name) => typeof value[name] === 'number');
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isSwitch(value: unknown): boolean {
  return typeof value === 'boolean';
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
