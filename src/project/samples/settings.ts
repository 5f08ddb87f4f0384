import type { EventSource } from '../projectFunction';

type Settings = EventSource['settings'];

/** A setting of an event source, when it is a text. */
export function textSetting(settings: Settings, name: string): string | undefined {
  return textOf(settings[name]);
}

/** The name at the end of a setting that is an ARN or a plain name. */
export function nameSetting(settings: Settings, name: string): string | undefined {
  return textSetting(settings, name)?.split(/[:/]/).at(-1);
}

/** The text of a setting, or the first of its texts. */
export function firstSetting(settings: Settings, name: string): string | undefined {
  return firstOf(settings[name]);
}

/** The first literal that the event pattern of an EventBridge rule asks for. */
export function patternText(settings: Settings, name: string): string | undefined {
  return firstOf(memberOf(settings['Pattern'], name));
}

/** Names and values of an object; none of anything else. */
export function members(value: unknown): [name: string, value: unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** A member of an object; undefined when there is none of this name, or no object. */
export function memberOf(value: unknown, name: string): unknown {
  return members(value).find(([key]) => key === name)?.[1];
}

function firstOf(value: unknown): string | undefined {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return textOf(values[0]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
