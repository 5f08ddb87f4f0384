import { applyEdits, format } from 'jsonc-parser';

/** Longer answers are shown as far as anybody reads them. */
const MAXIMUM_SHOWN = 100_000;

/** An answer for reading: JSON is indented, its numbers and the order of its members stay as they are. */
export function readableBody(text: string, leftOutNote: (characters: number) => string): string {
  const whole = text.length <= MAXIMUM_SHOWN;
  const shown = whole ? text : text.slice(0, MAXIMUM_SHOWN);
  const readable =
    whole && isJson(text)
      ? applyEdits(text, format(text, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' }))
      : shown;
  const lines = readable === '' || readable.endsWith('\n') ? readable : `${readable}\n`;
  return whole ? lines : `${lines}${leftOutNote(text.length - MAXIMUM_SHOWN)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
