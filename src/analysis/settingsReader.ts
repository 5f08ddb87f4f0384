import type { SettingsMistake } from './settingsMistake';

type Given = Readonly<Record<string, unknown>>;

/** Reads members of settings and remembers what is wrong with them. */
export class SettingsReader {
  private readonly found: SettingsMistake[] = [];

  /** `path`: where the settings are within all settings. */
  constructor(private readonly path: SettingsMistake['path'] = []) {}

  get mistakes(): readonly SettingsMistake[] {
    return this.found;
  }

  /** `what` goes on after the name of the place: `has to be …`. */
  mistake(below: SettingsMistake['path'], what: string): void {
    const path = [...this.path, ...below];
    this.found.push({ path, message: `${path.length === 0 ? 'This' : nameOf(path)} ${what}.` });
  }

  onlyKeys(given: Given, known: readonly string[]): void {
    for (const key of Object.keys(given)) {
      if (!known.includes(key)) this.mistake([key], `is no setting here; there are ${listed(known, 'and')}`);
    }
  }

  oneOf<const Value extends string>(given: Given, key: string, allowed: readonly Value[]): Value | undefined {
    const value = given[key];
    const found = allowed.find((each) => each === value);
    if (found === undefined && value !== undefined) this.mistake([key], `has to be ${listed(allowed, 'or')}`);
    return found;
  }

  text(given: Given, key: string, pattern: RegExp, allowed: string): string | undefined {
    const value = given[key];
    if (typeof value === 'string' && pattern.test(value)) return value;
    if (value !== undefined) this.mistake([key], `has to be ${allowed}`);
    return undefined;
  }

  /** A text or a list of texts. */
  texts(given: Given, key: string, allowed: string): string[] {
    const value = given[key] ?? [];
    const all: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = all.filter((each): each is string => typeof each === 'string' && each !== '');
    if (texts.length < all.length) this.mistake([key], `has to be ${allowed}`);
    return texts;
  }

  isTrue(given: Given, key: string): boolean | undefined {
    const value = given[key];
    if (typeof value === 'boolean') return value;
    if (value !== undefined) this.mistake([key], 'has to be true or false');
    return undefined;
  }
}

export function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `additionalClients[0].call` */
function nameOf(path: SettingsMistake['path']): string {
  return path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('');
}

function listed(names: readonly string[], word: string): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}
