import type { Observation } from '../analysis/observation';

/** What a client may give in `initialize` as `initializationOptions`. */
export interface InitializationOptions {
  /** Answer requests for code lenses: one line above each handler. For clients that have no lenses of their own. */
  readonly codeLens?: boolean;
  /** Send `warmpath/status` notifications. */
  readonly status?: boolean;
  /**
   * The settings of `SETTINGS_SECTION`, for clients that cannot be asked for them (`workspace/configuration`). Such
   * clients may change them with `workspace/didChangeConfiguration`, where they are below `warmpath.analysis`.
   */
  readonly settings?: unknown;
}

/** Reads what a client gave, which may be anything. */
export function initializationOptions(given: unknown): InitializationOptions {
  const { codeLens, status, settings } = membersOf(given);
  return { codeLens: codeLens === true, status: status === true, settings };
}

/** The section of the client's settings that the server asks for and follows: `severities` and `additionalClients`. */
export const SETTINGS_SECTION = 'warmpath.analysis';

/** The section in what a client sends of itself: `{ warmpath: { analysis: … } }`. */
export function settingsSection(given: unknown): unknown {
  return SETTINGS_SECTION.split('.').reduce<unknown>((value, name) => membersOf(value)[name], given);
}

/** Kind of the code action that makes every safe fix of a file. */
export const FIX_ALL_KIND = 'source.fixAll.warmpath';

/** Source of every diagnostic. */
export const DIAGNOSTIC_SOURCE = 'Warmpath';

/** How the server is doing. */
export interface Status {
  /** `reading`: folders are read for the first time; `ready`: everything that is known is taken in. */
  readonly state: 'reading' | 'ready';
  /** How many files are analysed, how many look like a bundler's output and are not, and how many handlers are known. */
  readonly files: number;
  readonly skipped: number;
  readonly handlers: number;
}

/**
 * Notification from client to server: what runs have shown (`{ observations: Observation[] }`), in place of what was said
 * before. Findings that were seen in runs say so.
 */
export const OBSERVATIONS_METHOD = 'warmpath/observations';

/** Reads the observations a client gave, which may be anything; what is none is left out. */
export function observationsIn(given: unknown): Observation[] {
  const { observations } = membersOf(given);
  return Array.isArray(observations) ? observations.flatMap((each: unknown) => observationIn(each) ?? []) : [];
}

function observationIn(given: unknown): Observation | undefined {
  const { file, line, lineText, codes, note, subject } = membersOf(given);
  if (typeof file !== 'string' || typeof line !== 'number' || typeof lineText !== 'string') return undefined;
  if (typeof note !== 'string' || !Array.isArray(codes)) return undefined;
  const [first, ...others] = codes.filter((code) => typeof code === 'string');
  if (first === undefined) return undefined;
  return {
    ...{ file, line, lineText, codes: [first, ...others], note },
    ...(typeof subject === 'string' ? { subject } : {}),
  };
}

/** Notification from server to client, with `status: true`: after `initialized`, and whenever it is another status. */
export const STATUS_METHOD = 'warmpath/status';

function membersOf(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? { ...given } : {};
}
