import type { SourceRange } from '../projectFunction';

/** One instruction of a Dockerfile, its lines joined. */
export interface Instruction {
  /** In capital letters. */
  readonly keyword: string;
  /** `--from=build` and the like, by name. */
  readonly flags: ReadonlyMap<string, string>;
  /** What follows the keyword and the flags. */
  readonly text: string;
  readonly at: SourceRange;
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/** The instructions of a Dockerfile in their order: comments and here-documents are left out, continued lines joined. */
export function dockerInstructions(file: string, text: string): Instruction[] {
  const lines = text.split(/\r\n|\n|\r/).map((line, index): Line => ({ text: line, number: index + 1 }));
  const escape = escapeCharacter(lines);
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length;) {
    const first = lines[index];
    if (first === undefined) break;
    index += 1;
    if (isBlank(first)) continue;
    const parts = [first];
    while (index < lines.length && parts.at(-1)?.text.trimEnd().endsWith(escape) === true) {
      // Comments and empty lines within an instruction are passed over.
      while (index < lines.length && isBlank(lines[index])) index += 1;
      const next = lines[index];
      if (next === undefined) break;
      parts.push(next);
      index += 1;
    }
    const joined = parts.map((part) => withoutEscape(part.text, escape)).join(' ');
    const last = parts.at(-1) ?? first;
    const instruction = instructionOf(joined, {
      file,
      line: first.number,
      column: first.text.length - first.text.trimStart().length + 1,
      endLine: last.number,
      endColumn: last.text.trimEnd().length + 1,
    });
    instructions.push(instruction);
    for (const marker of hereDocuments(instruction)) index = behind(lines, index, marker);
  }
  return instructions;
}

/** `# escape=...` may be said before anything else. */
function escapeCharacter(lines: readonly Line[]): string {
  for (const { text } of lines) {
    const directive = /^\s*#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(text);
    if (directive === null) break;
    if (directive[1]?.toLowerCase() === 'escape' && directive[2] === '`') return '`';
  }
  return '\\';
}

function isBlank(line: Line | undefined): boolean {
  const text = line?.text.trim() ?? '';
  return text === '' || text.startsWith('#');
}

function withoutEscape(text: string, escape: string): string {
  const trimmed = text.trimEnd();
  return (trimmed.endsWith(escape) ? trimmed.slice(0, -1) : trimmed).trim();
}

function instructionOf(joined: string, at: SourceRange): Instruction {
  const [keyword = ''] = /^\S+/.exec(joined) ?? [];
  const flags = new Map<string, string>();
  let text = joined.slice(keyword.length).trim();
  for (;;) {
    const flag = /^--([a-z]+)(?:=(\S*))?(?:\s+|$)/.exec(text);
    if (flag === null) break;
    flags.set(flag[1] ?? '', flag[2] ?? '');
    text = text.slice(flag[0].length);
  }
  return { keyword: keyword.toUpperCase(), flags, text, at };
}

/** The marks that end the here-documents of an instruction. */
function hereDocuments({ keyword, text }: Instruction): string[] {
  if (!['RUN', 'COPY', 'ADD'].includes(keyword)) return [];
  return [...text.matchAll(/(?:^|\s)<<-?(["']?)([A-Za-z_]\w*)\1(?=\s|$)/g)].map((match) => match[2] ?? '');
}

function behind(lines: readonly Line[], from: number, marker: string): number {
  const end = lines.findIndex(({ text }, index) => index >= from && text.trim() === marker);
  return end < 0 ? lines.length : end + 1;
}
