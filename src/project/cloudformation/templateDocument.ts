import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, YAMLParseError } from 'yaml';
import type { Alias, Document, Node, Scalar, ScalarTag, Tags, YAMLMap, YAMLSeq } from 'yaml';
import { ProblemList } from '../problemList';
import { problemAt } from '../projectFunction';
import type { Problem, SourceLocation, SourceRange } from '../projectFunction';
import { isIntrinsicTag } from './intrinsicCall';
import { withoutUnclosed } from './resourceBlocks';

export type TemplateNode = Scalar | YAMLMap | YAMLSeq;

export interface TemplateEntry {
  readonly key: string;
  /** From the key to the end of the value. */
  readonly at: SourceRange;
  /** As written, so possibly an alias; `null` when nothing follows the colon. */
  readonly value: unknown;
}

/** More mistakes than this in one text say nothing new. */
const MOST_ERRORS = 50;

/** A YAML or JSON template as a tree that knows where each node was written. */
export class TemplateDocument {
  readonly file: string;
  readonly root: TemplateNode | undefined;
  /** What the parser found, unknown tags included. */
  readonly problems: readonly Problem[];
  private readonly document: Document;
  private readonly text: string;
  private readonly lines = new LineCounter();
  private readonly members = new Map<TemplateNode, TemplateEntry[]>();
  private anchored: ReadonlyMap<Alias, Node> | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const first = parsed(text, this.lines);
    const tabs = first.errors.filter(({ code }) => code === 'TAB_AS_INDENT');
    // Tabs make the parser skip all that follows; as blanks of the same width they leave every place as it is.
    const document = tabs.length === 0 ? first : parsed(text.replace(/^[ \t]+/gm, blanks), new LineCounter());
    const repaired = document.errors.some(isUnclosed) ? withoutUnclosed(text, canBeParsed) : undefined;
    this.document = repaired === undefined ? document : parsed(repaired, new LineCounter());
    this.root = this.resolve(this.document.contents);
    const unknownTags = document.warnings.filter(
      ({ code, pos }) => code === 'TAG_RESOLVE_FAILED' && !isIntrinsicTag(text.slice(pos[0], pos[1])),
    );
    const language = /^\s*\{/.test(text) ? 'JSON' : 'YAML';
    const problems = new ProblemList();
    const add = (offset: number, message: string): void => {
      problems.add(this.locationOf(offset), 'error', `The template is not valid ${language}: ${firstLine(message)}.`);
    };
    for (const { pos, message } of [...tabs.slice(0, 1), ...document.errors.slice(0, MOST_ERRORS)])
      add(pos[0], message);
    for (const { range } of repeatedKeys(this.document).slice(0, MOST_ERRORS)) {
      add(range?.[0] ?? 0, 'Map keys must be unique');
    }
    this.problems = [
      ...problems.all(),
      ...unknownTags
        .slice(0, MOST_ERRORS)
        .map(({ pos }) =>
          problemAt(
            this.locationOf(pos[0]),
            'warning',
            `${text.slice(pos[0], pos[1])} is not a CloudFormation function, so its value is left out; correct the tag.`,
          ),
        ),
    ];
  }

  /** The node itself, or what an alias stands for; undefined for nothing. */
  resolve(node: unknown): TemplateNode | undefined {
    if (isAlias(node)) return this.resolve(this.anchors().get(node));
    return isScalar(node) || isMap(node) || isSeq(node) ? node : undefined;
  }

  location(node: Node | undefined): SourceLocation {
    return this.locationOf(node?.range?.[0] ?? 0);
  }

  /** Members of a mapping in the order written, with merge keys (`<<`) followed; empty for anything else. */
  entries(given: unknown): readonly TemplateEntry[] {
    const node = this.resolve(given);
    if (!isMap(node)) return [];
    const known = this.members.get(node);
    if (known !== undefined) return known;
    // What merges itself finds nothing new in itself.
    this.members.set(node, []);
    const entries = this.read(node);
    this.members.set(node, entries);
    return entries;
  }

  entry(node: unknown, key: string): TemplateEntry | undefined {
    return this.entries(node).find((entry) => entry.key === key);
  }

  /** Items of a sequence as written; empty for anything else. */
  items(given: unknown): readonly unknown[] {
    const node = this.resolve(given);
    return isSeq(node) ? node.items : [];
  }

  private read(node: YAMLMap): TemplateEntry[] {
    const entries = new Map<string, TemplateEntry>();
    const merged: TemplateEntry[] = [];
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = sourceText(key);
      if (name === '<<') {
        const target = this.resolve(value);
        const sources = isSeq(target) ? target.items : [target];
        merged.push(...sources.flatMap((source) => this.entries(source)));
      } else {
        entries.set(name, { key: name, at: this.range(key, value), value });
      }
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return [...entries.values()];
  }

  private range(key: Node, value: unknown): SourceRange {
    const last = isNode(value) && value.range ? value : key;
    let end = last.range?.[1] ?? 0;
    // A block ends where the next one begins; the blank lines between them are nobody's.
    while (end > 0 && /\s/.test(this.text.charAt(end - 1))) end -= 1;
    const { line, column } = this.locationOf(end);
    return { ...this.location(key), endLine: line, endColumn: column };
  }

  /** What each alias stands for: the nearest anchor of its name before it. */
  private anchors(): ReadonlyMap<Alias, Node> {
    if (this.anchored !== undefined) return this.anchored;
    const byName = new Map<string, Node>();
    const anchored = new Map<Alias, Node>();
    visit(this.document, {
      Alias: (_, alias) => {
        const target = byName.get(alias.source);
        if (target !== undefined) anchored.set(alias, target);
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) byName.set(node.anchor, node);
      },
    });
    this.anchored = anchored;
    return anchored;
  }

  private locationOf(offset: number): SourceLocation {
    // The empty document has no line starts; everything else is at line 1 or later.
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** What makes the parser take all that follows for a part of one value. */
function isUnclosed({ code, message }: YAMLParseError): boolean {
  return code === 'MISSING_CHAR' || (code === 'BAD_INDENT' && message.startsWith('Flow '));
}

function canBeParsed(block: string): boolean {
  return parsed(block, new LineCounter()).errors.length === 0;
}

/** The parser's stack ends before the deepest nesting does. */
function parsed(text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return documentOf(text, lineCounter);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const empty = documentOf('', lineCounter);
    empty.errors.push(new YAMLParseError([0, 0], 'IMPOSSIBLE', 'It nests too deeply'));
    return empty;
  }
}

function documentOf(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, {
    // CloudFormation reads YAML 1.1: `yes` is a boolean, `0644` is octal.
    version: '1.1',
    customTags: cloudFormationTypes,
    lineCounter,
    prettyErrors: false,
    // Compares each key with each other one, which is slow; `repeatedKeys` does without.
    uniqueKeys: false,
  });
}

/** Keys that their mapping has already, in the order written. */
function repeatedKeys(document: Document): Scalar[] {
  const repeated: Scalar[] = [];
  visit(document, {
    Map: (_, { items }) => {
      if (items.length < 2) return;
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key) || sourceText(key) === '<<') continue;
        if (seen.has(sourceText(key))) repeated.push(key);
        seen.add(sourceText(key));
      }
    },
  });
  return repeated;
}

function blanks(indent: string): string {
  return ' '.repeat(indent.length);
}

/** Text of a scalar as CloudFormation hands it to a property of type String; undefined for null. */
export function scalarText(node: Scalar): string | undefined {
  const { value } = node;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const source = sourceText(node);
    // As written where the number type would lose digits: long integers, and 012345678901, which is no octal number.
    return /^-?(?:0|[1-9]\d*|0\d*[89]\d*)$/.test(source) ? source : String(value);
  }
  return undefined;
}

/** The number or truth value behind a text, where the text says all of it: long integers stay texts alone. */
export function literalOf({ value }: Scalar, text: string): { literal?: number | boolean } {
  return (typeof value === 'number' || typeof value === 'boolean') && String(value) === text ? { literal: value } : {};
}

function sourceText(node: Scalar): string {
  return node.source ?? String(node.value);
}

const BOOLEANS: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value) => typeof value === 'boolean',
  // Without the single letters of YAML 1.1, which CloudFormation's parser leaves as text too.
  test: /^(?:[Yy]es|YES|[Nn]o|NO|[Tt]rue|TRUE|[Ff]alse|FALSE|[Oo]n|ON|[Oo]ff|OFF)$/,
  resolve: (text) => /^(?:yes|true|on)$/i.test(text),
};

/** The types CloudFormation knows: no dates, no sexagesimal numbers; `<<` is followed by `entries`. */
function cloudFormationTypes(tags: Tags): Tags {
  const kept = tags.filter(
    (tag) =>
      typeof tag === 'object' &&
      !/:(?:bool|timestamp|binary|omap|pairs|set|merge)$/.test(tag.tag) &&
      !('format' in tag && tag.format === 'TIME'),
  );
  return [BOOLEANS, LONE_DOT, ...kept];
}

/** The library's YAML 1.1 numbers take a dot without digits for a float; in `CodeUri: .` it is this folder. */
const LONE_DOT: ScalarTag = { tag: 'tag:yaml.org,2002:str', default: true, test: /^\.$/, resolve: (text) => text };

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
}
