import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan';
/** Puts a style on a text, or leaves it as it is where nobody can see colours. */
export type Paint = (style: Style, text: string) => string;

export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string | Uint8Array): unknown;
}

/** Colours only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function paintFor(stream: OutputStream, variables: Readonly<Record<string, string | undefined>>): Paint {
  const refused = (variables['NO_COLOR'] ?? '') !== '' || variables['TERM'] === 'dumb';
  if (stream.isTTY !== true || refused) {
    return (_style, text) => text;
  }
  return (style, text) => styleText(style, text, { validateStream: false });
}
