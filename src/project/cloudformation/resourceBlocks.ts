/** Blocks longer than this are cut as a whole: their lines are not tried one by one. */
const MOST_LINES = 200;

/** A line of a mapping that stands below `Resources:`, with its indent. */
const RESOURCE = /^( +)[\w"']+\s*:\s*(?:#.*)?$/;

/**
 * A YAML text in which a quote or bracket is not closed, with blanks in place of the lines from there to the end of its
 * resource: the parser takes all that follows for a part of it. Every place stays as it is. Undefined when nothing would
 * be gained. `isValid` says whether a block can be parsed by itself.
 */
export function withoutUnclosed(text: string, isValid: (block: string) => boolean): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^Resources\s*:/.test(line));
  const indent = RESOURCE.exec(lines.slice(start + 1).find((line) => RESOURCE.test(line)) ?? '')?.[1];
  if (start < 0 || indent === undefined) return undefined;
  const isFirst = (line: string): boolean => RESOURCE.exec(line)?.[1] === indent || /^[\w"']/.test(line);
  const blocks: string[][] = [lines.slice(0, start + 1)];
  for (const line of lines.slice(start + 1)) {
    if (isFirst(line)) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  }
  const [head = [], ...resources] = blocks;
  const repaired = [head, ...resources.map((block) => withoutInvalid(block, isValid))].flat().join('\n');
  return repaired === text ? undefined : repaired;
}

/** A block with blanks in place of the lines that cannot be parsed. */
function withoutInvalid(block: readonly string[], isValid: (block: string) => boolean): string[] {
  const kept = validLines(block, isValid);
  return block.map((line, index) => (index < kept ? line : ' '.repeat(line.length)));
}

/** How many lines of a block can be parsed, counted from its first. */
function validLines(block: readonly string[], isValid: (block: string) => boolean): number {
  if (isValid(block.join('\n'))) return block.length;
  for (let count = Math.min(block.length - 1, MOST_LINES); count > 1; count -= 1) {
    if (isValid(block.slice(0, count).join('\n'))) return count;
  }
  return 1;
}
