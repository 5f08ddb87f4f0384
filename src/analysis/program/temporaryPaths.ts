import type { CallFacts, Expression } from '../facts/fileFacts';
import { partsOfExpression } from './mentions';
import type { Program, ProgramFile } from './program';
import { bindingOf, factsOf, lastName } from './program';
import type { Reach } from './reach';
import type { Taint } from './taint';
import type { Values } from './values';

/** A path in the folder for temporary files. */
export interface TemporaryPath {
  /** The same for the same path: with names where its text is not known, and `*` for all files of a folder. */
  readonly text: string;
  /** Every invocation has another one. */
  readonly isUnique: boolean;
  /** Nothing of it depends on anything. */
  readonly isConstant: boolean;
}

interface Pieces {
  readonly text: string;
  /** What the text does not tell. */
  readonly unknown: readonly { readonly file: ProgramFile; readonly value: Expression }[];
}

const FOLDER = '/tmp';

/** Begins the text of a path that a library made for one use. */
const FRESH = '<new ';

const TEMPORARY_FOLDER = /^(?:tempfile\.gettempdir|os#(?:default\.)?tmpdir)$/;
const FRESH_CALLS =
  /^(?:tempfile\.(?:mkdtemp|mkstemp|NamedTemporaryFile)|(?:fs|fs\/promises|fs-extra)#(?:promises\.)?mkdtemp(?:Sync)?)$/;
const JOINING = /^(?:os\.path\.join|pathlib\.(?:Pure)?(?:Posix)?Path|path(?:\/posix)?#(?:posix\.)?(?:join|resolve))$/;

/** Methods and functions that give the same path again. */
const SAME: ReadonlySet<string> = new Set([
  'String',
  'abspath',
  'absolute',
  'as_posix',
  'fspath',
  'resolve',
  'str',
  'toString',
]);

const LISTING: ReadonlySet<string> = new Set([
  'glob',
  'iglob',
  'iterdir',
  'listdir',
  'readdir',
  'readdirSync',
  'rglob',
  'scandir',
  'walk',
]);

/** Calls that give another value each time. */
const UNIQUE =
  /^(?:getTime|mktemp|nanoid|now|random|randomBytes|randomUUID|time|time_ns|today|token_(?:bytes|hex|urlsafe)|ulid|utcnow|uuid|uuid[14]|uuidv[1-7]|v[1-7])$/;

const DEEPEST = 8;

/** More possibilities than this mean that nothing is known. */
const MOST_VALUES = 8;

/** How many expressions are looked at for one question: what is woven into itself has no end. */
const MOST_STEPS = 300;

/** Finds out which expressions are paths of temporary files. */
export class TemporaryPaths {
  private stepsLeft = MOST_STEPS;

  constructor(
    private readonly program: Program,
    private readonly values: Values,
    private readonly reach: Reach,
    private readonly taint: Taint,
  ) {}

  /** The path that an expression stands for; undefined when it is not known to be in the folder. */
  of(file: ProgramFile, expression: Expression): TemporaryPath | undefined {
    this.stepsLeft = MOST_STEPS;
    const { text, unknown } = this.pieces(file, expression, 0);
    if (!isTemporary(text)) return undefined;
    const isFresh = text.startsWith(FRESH);
    this.stepsLeft = MOST_STEPS;
    const isUnique = isFresh || unknown.some((each) => this.isUnique(each.file, each.value, 0));
    return { text, isUnique, isConstant: !isFresh && unknown.length === 0 };
  }

  /** Whether nothing at all is known of a path. */
  isUnknown(file: ProgramFile, expression: Expression): boolean {
    this.stepsLeft = MOST_STEPS;
    return this.pieces(file, expression, 0).text.startsWith('{');
  }

  private pieces(file: ProgramFile, expression: Expression, depth: number): Pieces {
    this.stepsLeft -= 1;
    const known = depth > DEEPEST || this.stepsLeft < 0 ? undefined : this.known(file, expression, depth);
    return known ?? { text: `{${wordsOf(file, expression)}}`, unknown: [{ file, value: expression }] };
  }

  private known(file: ProgramFile, expression: Expression, depth: number): Pieces | undefined {
    if (expression.kind === 'literal') {
      return expression.text === undefined ? undefined : { text: expression.text, unknown: [] };
    }
    if (expression.kind === 'made') {
      return joined(this.each(file, expression.parts, depth), expression.operator === '/' ? '/' : '');
    }
    if (expression.kind === 'either') return this.firstOf(this.each(file, expression.parts, depth));
    return this.followed(file, expression, depth);
  }

  /** What stands somewhere else. */
  private followed(file: ProgramFile, expression: Expression, depth: number): Pieces | undefined {
    if (expression.kind === 'name') return this.named(file, expression, depth);
    if (expression.kind === 'item') return this.item(file, expression, depth);
    if (expression.kind === 'member') return this.member(file, expression, depth);
    return expression.kind === 'call' ? this.called(file, expression.call, depth) : undefined;
  }

  private each(file: ProgramFile, parts: readonly Expression[], depth: number): Pieces[] {
    return parts.map((part) => this.pieces(file, part, depth + 1));
  }

  /** The first that is a path of the folder, or else one that is known. */
  private firstOf(all: readonly Pieces[]): Pieces | undefined {
    return all.find(({ text }) => isTemporary(text) || text.startsWith('*'));
  }

  private named(file: ProgramFile, name: Extract<Expression, { kind: 'name' }>, depth: number): Pieces | undefined {
    const binding = bindingOf(file, name);
    if (binding === undefined) return undefined;
    const { imported, kind, values } = binding;
    if (imported !== undefined) {
      const module = this.program.module(file, imported.from);
      const value = module?.facts.exports[imported.symbol];
      return module === undefined || value === undefined ? undefined : this.pieces(module, value, depth + 1);
    }
    if (kind === 'parameter') return this.given(file, name, depth);
    if (values.length > MOST_VALUES) return undefined;
    const all = values.map(({ value }) => this.pieces(file, value, depth + 1));
    const [only] = all;
    return this.firstOf(all) ?? (all.length === 1 && only?.unknown.length === 0 ? only : undefined);
  }

  /** What the way from the handler gives a parameter, where that is a path. */
  private given(file: ProgramFile, name: Extract<Expression, { kind: 'name' }>, depth: number): Pieces | undefined {
    const binding = bindingOf(file, name);
    const id = binding?.function ?? 0;
    const position = factsOf({ file, function: id })?.parameters.findIndex((each) => each.name === name.name) ?? -1;
    const ways = this.reach.in(file).find(([{ place }]) => place.function === id) ?? [];
    const all = ways.flatMap(({ from }) => {
      if (from?.edge.kind !== 'called') return [];
      const { call } = from.edge;
      const argument = call.arguments.find((each) => each.name === name.name) ?? call.arguments[position];
      return argument === undefined ? [] : [this.pieces(from.reached.place.file, argument.value, depth + 1)];
    });
    return this.firstOf(all);
  }

  private item(
    file: ProgramFile,
    { object }: Extract<Expression, { kind: 'item' }>,
    depth: number,
  ): Pieces | undefined {
    const call = object.kind === 'call' ? file.facts.calls[object.call] : undefined;
    if (call !== undefined && LISTING.has(lastName(call.callee))) return this.listed(file, call, depth);
    const pieces = this.pieces(file, object, depth + 1);
    return pieces.text.startsWith(FRESH) || pieces.text.includes('*') ? pieces : undefined;
  }

  /** A file of a folder. */
  private listed(file: ProgramFile, { callee, arguments: given }: CallFacts, depth: number): Pieces {
    const [first] = given;
    const name = lastName(callee);
    // `glob` gives paths, the others names.
    if (!/glob|iterdir/.test(name)) return { text: '*', unknown: [] };
    const [folder, pattern] =
      callee.kind === 'member' && isTemporary(this.pieces(file, callee.object, depth + 1).text)
        ? [callee.object, '/*']
        : [first?.value, ''];
    if (folder === undefined) return { text: '*', unknown: [] };
    const { text, unknown } = this.pieces(file, folder, depth + 1);
    return { text: text + pattern, unknown };
  }

  private member(
    file: ProgramFile,
    expression: Extract<Expression, { kind: 'member' }>,
    depth: number,
  ): Pieces | undefined {
    const { object, name } = expression;
    if (object.kind === 'self') {
      const given = file.facts.classes[object.class]?.attributes;
      const values = given !== undefined && Object.hasOwn(given, name) ? (given[name] ?? []) : [];
      return this.firstOf(values.map(({ value }) => this.pieces(file, value, depth + 1)));
    }
    if (name === 'name' || name === 'path') {
      const pieces = this.pieces(file, object, depth + 1);
      if (pieces.text.startsWith(FRESH)) return pieces;
    }
    const module = this.values.of(file, object).find(({ kind }) => kind === 'module');
    const value = module?.kind === 'module' ? module.file.facts.exports[name] : undefined;
    return module === undefined || value === undefined ? undefined : this.pieces(module.file, value, depth + 1);
  }

  private called(file: ProgramFile, id: number, depth: number): Pieces | undefined {
    const call = file.facts.calls[id];
    if (call === undefined) return undefined;
    const { callee } = call;
    const given = call.arguments.map(({ value }) => this.pieces(file, value, depth + 1));
    const values = this.values.of(file, callee);
    const is = (pattern: RegExp): boolean => values.some((each) => each.kind === 'external' && pattern.test(each.path));
    if (is(TEMPORARY_FOLDER)) return { text: FOLDER, unknown: [] };
    if (is(FRESH_CALLS)) return { text: `${FRESH}${String(id)} of ${file.file}>`, unknown: [] };
    if (is(JOINING)) return joined(given, '/');
    const name = lastName(callee);
    if (callee.kind === 'member') {
      const object = this.pieces(file, callee.object, depth + 1);
      if (isTemporary(object.text) && /^(?:concat|format|joinpath)$/.test(name)) return joined([object, ...given], '/');
      if (isTemporary(object.text) && SAME.has(name)) return object;
    }
    if (SAME.has(name) || /^(?:get|getenv)$/.test(name)) return this.firstOf(given);
    return this.firstOf(
      values.flatMap((value) => {
        if (value.kind !== 'function') return [];
        const returns = factsOf({ file: value.file, function: value.id })?.returns ?? [];
        return returns.map((each) => this.pieces(value.file, each, depth + 1));
      }),
    );
  }

  private isUnique(file: ProgramFile, expression: Expression, depth: number): boolean {
    this.stepsLeft -= 1;
    if (this.stepsLeft < 0) return false;
    const { event, context } = this.taint.of(file, expression);
    if (event || context) return true;
    return partsOfExpression(file, expression).some((part) => {
      if (part.kind === 'call') {
        const call = file.facts.calls[part.call];
        const name = call === undefined ? '' : lastName(call.callee);
        return UNIQUE.test(name) || (name === 'Date' && call?.isNew === true);
      }
      if (part.kind !== 'name' || depth > 2) return false;
      const values = bindingOf(file, part)?.values ?? [];
      return values.some(({ value }) => this.isUnique(file, value, depth + 1));
    });
  }
}

function joined(all: readonly Pieces[], between: string): Pieces {
  const text = all.map((each) => each.text).join(between);
  return {
    text: between === '' ? text : text.replace(/\/{2,}/g, '/'),
    unknown: all.flatMap(({ unknown }) => unknown),
  };
}

function isTemporary(text: string): boolean {
  return text.startsWith(FRESH) || text === FOLDER || text.startsWith(`${FOLDER}/`) || text.startsWith(`${FOLDER}{`);
}

/** An expression as a short text, the same for what is written the same. */
function wordsOf(file: ProgramFile, expression: Expression): string {
  const parts = partsOfExpression(file, expression);
  return parts
    .map((part) => (part.kind === 'literal' ? (part.text ?? '') : lastName(part)))
    .filter((word) => word !== '')
    .join(' ');
}
