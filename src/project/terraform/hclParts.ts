/** A stretch of a file that is parsed by itself. */
export interface HclPart {
  readonly text: string;
  /** How many lines of the file stand before it. */
  readonly linesBefore: number;
}

/** More blocks than this in one file are generated, not written. */
const MOST_PARTS = 2_000;
const BLOCK_START =
  /^(?=(?:resource|data|module|variable|locals|provider|output|terraform|moved|import|check)\b[^\n=]*\{)/m;

/**
 * A text cut where a block at its top level begins, so that a mistake in one block does not hide those behind it: a
 * parser that meets a quote which is not closed, or what it takes for one, may skip all the rest.
 */
export function topLevelParts(text: string): readonly HclPart[] {
  const texts = text.split(BLOCK_START);
  if (texts.length > MOST_PARTS) return [{ text, linesBefore: 0 }];
  const parts: HclPart[] = [];
  let linesBefore = 0;
  for (const part of texts) {
    parts.push({ text: part, linesBefore });
    linesBefore += part.split('\n').length - 1;
  }
  return parts;
}
