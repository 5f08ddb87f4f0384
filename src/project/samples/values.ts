import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../lambda/identifiers';
import { text } from './parameter';
import type { SampleParameter } from './parameter';

/** Region of the resources in an event. */
export function region(): SampleParameter<string> {
  return text('Region', LOCAL_REGION);
}

/** Id of the request or message. */
export function id(description: string, standard = '6f1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30'): SampleParameter<string> {
  return text(description, standard);
}

/** ARN of a resource in the local account. */
export function arn(service: string, inRegion: string, resource: string): string {
  return `arn:aws:${service}:${inRegion}:${LOCAL_ACCOUNT}:${resource}`;
}

/** The numbers from 0 to below `count`. */
export function times<Item>(count: number, item: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => item(index));
}

/** The first id as it is, and another one for each later record. */
export function idOf(first: string, index: number): string {
  if (index === 0) return first;
  const suffix = index.toString(16).padStart(4, '0');
  return first.length > 4 ? `${first.slice(0, -4)}${suffix}` : `${first}${suffix}`;
}

/** A decimal number of any size, raised by `index`. */
export function numberAfter(first: string, index: number): string {
  return (BigInt(first) + BigInt(index)).toString();
}

export function base64(content: string): string {
  return Buffer.from(content, 'utf8').toString('base64');
}

/** `2026-01-01T12:00:00.000Z` */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** `2026-01-01T12:00:00Z` */
export function isoSeconds(epochMs: number): string {
  return isoTime(epochMs).replace(/\.\d+Z$/, 'Z');
}

/** `2026-01-01T12:00:00.000+0000` */
export function isoOffset(epochMs: number): string {
  return isoTime(epochMs).replace(/Z$/, '+0000');
}

/** `01/Jan/2026:12:00:00 +0000`, as API Gateway and function URLs write it. */
export function requestTime(epochMs: number): string {
  const [, day = '', month = '', year = '', clock = ''] = new Date(epochMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
