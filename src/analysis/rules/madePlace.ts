import type { RelatedPlace } from '../finding';
import type { SharedClient } from '../program/sharedClients';
import { callInWords } from './callInWords';

/** Where a shared client is made. */
export function madePlace({ file, call, path }: SharedClient): RelatedPlace {
  return { file: file.file, range: file.lines.range(call.span), message: `${callInWords(path, call)} is called here` };
}
