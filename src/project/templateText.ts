/** The text of a template's bytes. */
export interface TemplateText {
  readonly text: string;
  /** How it is encoded where that is not UTF-8, in which every tool reads templates. */
  readonly encoding?: 'UTF-16';
}

/** Reads UTF-8, and UTF-16 as editors on Windows save it: with a mark at its start, or known by its zeros. */
export function templateText(bytes: Buffer): TemplateText {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (isText(first) && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && isText(second));
  if (!isLittle && !isBig) return { text: bytes.toString('utf8') };
  // Whole characters only; the last byte of an odd number is nobody's.
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  const text = (isBig ? even.swap16() : even).toString('utf16le');
  return { text: text.replace(/^\u{FEFF}/u, ''), encoding: 'UTF-16' };
}

function isText(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 9 && byte < 0x7f;
}
