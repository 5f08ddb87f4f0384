import type { SettingsMistake } from '../settingsMistake';
import { isRecord, SettingsReader } from '../settingsReader';
import type { CatalogueEntry } from './clientCatalogue';

const LANGUAGES = ['python', 'javascript'] as const;
const KINDS = ['client', 'connection', 'pool', 'session'] as const;
const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'] as const;

/** What a user says of a call that makes a client: `{"language": "python", "call": "company.db.connect"}`. */
const COMMON = ['language', 'kind', 'close', 'shared', 'severity'];
const KEYS: Readonly<Record<(typeof LANGUAGES)[number], readonly string[]>> = {
  python: [...COMMON, 'call'],
  javascript: [...COMMON, 'module', 'symbol', 'new'],
};

const PYTHON_CALL = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;
const JAVASCRIPT_SYMBOL = /^(?:[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*)?$/u;
const MODULE = /^[^#\s.][^#\s]*$/;

/** The entry that a user's words stand for; without what is right of them there is none, and the mistakes say why. */
export function additionalClient(
  given: unknown,
  path: SettingsMistake['path'],
): { readonly entry?: CatalogueEntry; readonly mistakes: readonly SettingsMistake[] } {
  const reader = new SettingsReader(path);
  if (!isRecord(given)) {
    reader.mistake([], 'has to be an object such as {"language": "python", "call": "company.db.connect"}');
    return { mistakes: reader.mistakes };
  }
  const language = reader.oneOf(given, 'language', LANGUAGES);
  if (language === undefined) {
    if (given['language'] === undefined) reader.mistake([], `needs a "language": ${LANGUAGES.join(' or ')}`);
    return { mistakes: reader.mistakes };
  }
  reader.onlyKeys(given, KEYS[language]);
  const called = language === 'python' ? pythonCall(given, reader) : javaScriptCall(given, reader);
  const traits = traitsOf(given, language, reader);
  if (called === undefined || reader.mistakes.length > 0) return { mistakes: reader.mistakes };
  const id = `user.${called.name}`;
  return { entry: { id, language, library: called.library, ...called.match, ...traits }, mistakes: [] };
}

interface Called {
  readonly name: string;
  readonly library: string;
  readonly match: Pick<CatalogueEntry, 'isNew' | 'paths'>;
}

function pythonCall(given: Readonly<Record<string, unknown>>, reader: SettingsReader): Called | undefined {
  const call = reader.text(given, 'call', PYTHON_CALL, 'a dotted name such as "company.db.connect"');
  if (call === undefined) {
    if (given['call'] === undefined) reader.mistake([], 'needs a "call", such as "company.db.connect"');
    return undefined;
  }
  return { name: call, library: call.split('.')[0] ?? call, match: { paths: [call] } };
}

function javaScriptCall(given: Readonly<Record<string, unknown>>, reader: SettingsReader): Called | undefined {
  const module = reader.text(given, 'module', MODULE, 'the name of a package such as "@company/db"');
  const symbol = reader.text(given, 'symbol', JAVASCRIPT_SYMBOL, 'a name that the package exports such as "connect"');
  const isNew = reader.isTrue(given, 'new') ?? false;
  if (module === undefined) {
    if (given['module'] === undefined) reader.mistake([], 'needs a "module", such as "@company/db"');
    return undefined;
  }
  const path = `${module}#${symbol === 'default' ? '' : (symbol ?? '')}`;
  return { name: path, library: module, match: { paths: [path], isNew } };
}

/** What the analyser takes for granted of a client that it knows nothing else of. */
function traitsOf(
  given: Readonly<Record<string, unknown>>,
  language: (typeof LANGUAGES)[number],
  reader: SettingsReader,
): Pick<CatalogueEntry, 'close' | 'connects' | 'creates' | 'fix' | 'severity' | 'share'> {
  const creates = reader.oneOf(given, 'kind', KINDS) ?? 'client';
  const close = reader.texts(given, 'close', 'the name of a method such as "close", or a list of them');
  const isShared = reader.isTrue(given, 'shared') ?? true;
  const severity = reader.oneOf(given, 'severity', SEVERITIES) ?? 'warning';
  const common = { creates, close, severity };
  if (!isShared) return { ...common, connects: 'lazy', share: 'per-invocation', fix: 'none' };
  if (creates !== 'connection') return { ...common, connects: 'lazy', share: 'safe', fix: 'hoist' };
  return language === 'python'
    ? { ...common, connects: 'eager', share: 'check', fix: 'lazy' }
    : { ...common, connects: 'on-await', share: 'check', fix: 'lazy-promise' };
}
