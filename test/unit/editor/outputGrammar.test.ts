import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly patterns?: readonly Rule[];
  readonly captures?: Readonly<Record<string, Rule>>;
  readonly beginCaptures?: Readonly<Record<string, Rule>>;
}

interface Grammar {
  readonly patterns: readonly Rule[];
  readonly repository: Readonly<Record<string, Rule>>;
}

const FILE = path.resolve('syntaxes/warmpath-log.tmLanguage.json');
const grammar = JSON.parse(readFileSync(FILE, 'utf8')) as Grammar;

/** The rules that a rule stands for. */
function resolved(rule: Rule): readonly Rule[] {
  if (rule.include !== undefined) {
    const named = grammar.repository[rule.include.slice(1)];
    if (named === undefined) throw new Error(`There is no rule ${rule.include}.`);
    return resolved(named);
  }
  const isGroup = rule.match === undefined && rule.begin === undefined;
  return isGroup ? (rule.patterns ?? []).flatMap(resolved) : [rule];
}

/**
 * The coloured parts of a line, as an editor finds them: the rule whose match begins first, the earlier rule when several
 * begin there. All expressions mean the same in JavaScript and in the editor's engine; no rule goes on in the next line.
 */
function tokens(line: string, rules: readonly Rule[] = grammar.patterns, from = 0): string[] {
  const candidates = rules.flatMap(resolved);
  const found: string[] = [];
  let position = from;
  while (position < line.length) {
    const first = firstMatch(line, candidates, position);
    if (first === undefined) break;
    const { rule, match } = first;
    found.push(...tokensOfMatch(rule, match));
    position = match.index + match[0].length;
    if (rule.begin !== undefined) {
      expect(rule.end).toBe('$');
      return [...found, ...tokens(line, rule.patterns ?? [], position)];
    }
    expect(match[0]).not.toBe('');
  }
  return found;
}

function firstMatch(line: string, rules: readonly Rule[], from: number) {
  let first: { rule: Rule; match: RegExpExecArray } | undefined;
  for (const rule of rules) {
    const expression = new RegExp(rule.match ?? rule.begin ?? '', 'dg');
    expression.lastIndex = from;
    const match = expression.exec(line);
    if (match !== null && (first === undefined || match.index < first.match.index)) first = { rule, match };
  }
  return first;
}

function tokensOfMatch(rule: Rule, match: RegExpExecArray): string[] {
  const captures = Object.entries(rule.captures ?? rule.beginCaptures ?? {});
  if (captures.length === 0) return rule.name === undefined ? [] : [`${short(rule.name)}: ${match[0]}`];
  return captures.flatMap(([group, { name, patterns }]) => {
    const text = match[Number(group)];
    if (text === undefined) return [];
    return name === undefined ? tokens(text, patterns) : [`${short(name)}: ${text}`];
  });
}

function short(name: string): string {
  return name.replace(/\.warmpath$/, '');
}

const ID = '8f5b1c2e-7d54-4a0e-9c39-2f0f6a1d9b11';

describe('the grammar of the output', () => {
  it('has rules that are all reached, and expressions that hold', () => {
    const included = JSON.stringify(grammar).match(/"include":"#\w+"/g) ?? [];
    const names = new Set(included.map((text) => text.slice('"include":"#'.length, -1)));
    expect([...names].sort()).toEqual(Object.keys(grammar.repository).sort());
  });

  it('of the platform', () => {
    expect(tokens(`START RequestId: ${ID} Version: $LATEST`)).toEqual([
      'keyword.control.platform: START',
      'variable.other.field: RequestId:',
      `constant.other.request-id: ${ID}`,
      'variable.other.field: Version:',
    ]);
    expect(
      tokens(
        `REPORT RequestId: ${ID}\tDuration: 3.01 ms\tMemory Size: 128 MB\tStatus: timeout\tError Type: Sandbox.Timedout`,
      ),
    ).toEqual([
      'keyword.control.platform: REPORT',
      'variable.other.field: RequestId:',
      `constant.other.request-id: ${ID}`,
      'variable.other.field: Duration:',
      'constant.numeric: 3.01',
      'keyword.other.unit: ms',
      'variable.other.field: Memory Size:',
      'constant.numeric: 128',
      'keyword.other.unit: MB',
      'variable.other.field: Status:',
      'token.error-token: timeout',
      'variable.other.field: Error Type:',
      'entity.name.exception: Sandbox.Timedout',
    ]);
    expect(tokens('INIT_START Runtime Version: nodejs22.x')[0]).toBe('keyword.control.platform: INIT_START');
    expect(tokens('INIT_REPORT Init Duration: 213.68 ms\tPhase: init\tStatus: error')).toContain(
      'token.error-token: error',
    );
    expect(tokens('EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE]')[0]).toBe(
      'keyword.control.platform: EXTENSION',
    );
    expect(tokens('STARTING up at 3 ms')).toEqual([]);
  });

  it('of Node.js', () => {
    expect(tokens(`2026-11-22T00:04:16.701Z\t${ID}\tWARN\tlow\t{"level":"ERROR","left":2}`)).toEqual([
      'comment.line.time: 2026-11-22T00:04:16.701Z',
      `constant.other.request-id: ${ID}`,
      'token.warn-token: WARN',
      'support.type.property-name.json: "level"',
      'token.error-token: "ERROR"',
      'support.type.property-name.json: "left"',
      'constant.numeric.json: 2',
    ]);
    expect(tokens('2026-11-22T00:04:22.353Z\tundefined\tERROR\tUncaught Exception \t{}').slice(0, 3)).toEqual([
      'comment.line.time: 2026-11-22T00:04:22.353Z',
      'constant.other.request-id: undefined',
      'token.error-token: ERROR',
    ]);
    expect(tokens(`2026-11-22T00:04:22.353Z ${ID} Task timed out after 3.00 seconds`)).toContain(
      'token.error-token: Task timed out after 3.00 seconds',
    );
    expect(tokens('    at exports.handler (/my code/failure.js:13:9)')).toEqual([
      'keyword.other.frame: at',
      'entity.name.function: exports.handler',
      'string.unquoted.file: /my code/failure.js',
      'constant.numeric.line: 13',
      'constant.numeric.line: 9',
    ]);
  });

  it('of Python', () => {
    expect(tokens(`[WARNING]\t2026-11-22T00:04:26.249Z\t${ID}\tlow`)).toEqual([
      'token.warn-token: WARNING',
      'comment.line.time: 2026-11-22T00:04:26.249Z',
      `constant.other.request-id: ${ID}`,
    ]);
    expect(tokens('[WARNING]\t2026-11-22T00:04:26.249Z\t\tLAMBDA_WARNING: Unhandled exception.')).toContain(
      'comment.line.time: 2026-11-22T00:04:26.249Z',
    );
    expect(tokens('[ERROR] OrderNotFound: There is no order 7.')).toEqual([
      'token.error-token: ERROR',
      'entity.name.exception: OrderNotFound',
    ]);
    expect(tokens('Traceback (most recent call last):')).toHaveLength(1);
    expect(tokens('\u00a0 \u00a0 File "/code/failure.py", line 13, in handler')).toEqual([
      'keyword.other.frame: File',
      'string.quoted.double.file: "/code/failure.py"',
      'constant.numeric.line: 13',
      'entity.name.function: handler',
    ]);
    expect(tokens('  File "/code/syntax.py" Line 2')).toContain('constant.numeric.line: 2');
  });

  it('of JSON, one line at a time', () => {
    expect(tokens('{"timestamp":"2026-11-22T00:04:29.220Z","level":"WARN","message":"a \\"b\\"","ok":true}')).toEqual([
      'support.type.property-name.json: "timestamp"',
      'string.quoted.double.json: "2026-11-22T00:04:29.220Z"',
      'support.type.property-name.json: "level"',
      'token.warn-token: "WARN"',
      'support.type.property-name.json: "message"',
      'string.quoted.double.json: "a \\"b\\""',
      'support.type.property-name.json: "ok"',
      'constant.language.json: true',
    ]);
    expect(tokens('  "total": 12.50,')).toEqual([
      'support.type.property-name.json: "total"',
      'constant.numeric.json: 12.50',
    ]);
    expect(tokens('a line with "quotes" and 7 numbers')).toEqual([]);
  });

  it('of what is ours', () => {
    expect(tokens('▶ Orders ← order.json · cold start: first invocation')).toEqual([
      'keyword.control.invoke: ▶',
      'entity.name.function: Orders',
      'comment.line.separator: ←',
      'string.unquoted.event: order.json',
      'comment.line.separator: ·',
      'constant.language.start: cold start: first invocation',
    ]);
    expect(tokens('cold start: code changed: index.js')).toEqual([
      'constant.language.start: cold start',
      'comment.line.remark: code changed: index.js',
    ]);
    expect(tokens('note: It differs.')).toEqual(['token.warn-token: note', 'comment.line.remark: It differs.']);
    expect(tokens('Response:')).toEqual(['markup.bold.response: Response:']);
    expect(tokens('Function error: Runtime.ExitError: RequestId …')).toEqual([
      'token.error-token: Function error:',
      'entity.name.exception: Runtime.ExitError',
    ]);
  });

  it('behind the name of a function', () => {
    expect(tokens('My-Orders │ [ERROR] KeyError: id')).toEqual([
      'entity.name.tag.function: My-Orders',
      'comment.line.separator: │',
      'token.error-token: ERROR',
      'entity.name.exception: KeyError',
    ]);
  });
});
