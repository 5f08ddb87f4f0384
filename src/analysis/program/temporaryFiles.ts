import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Analysis } from './analysis';
import { removals, writtenPaths } from './fileCalls';
import type { Removal } from './fileCalls';
import { partsOfExpression } from './mentions';
import type { FunctionPlace, ProgramFile } from './program';
import { factsOf, functionKey, lastName } from './program';
import type { TemporaryPath } from './temporaryPaths';

/** A file or folder for temporary data that an invocation makes. */
export interface TemporaryFile {
  readonly call: CallFacts;
  readonly path: TemporaryPath;
  /** It is only made while it is missing. */
  readonly isCache: boolean;
  /** `usually`: not when something fails before. */
  readonly isRemoved: 'always' | 'never' | 'usually';
}

/** A removal with the path that it is of. */
interface KnownRemoval {
  readonly file: ProgramFile;
  readonly call: CallFacts;
  /** Undefined for what may be everything. */
  readonly text: string | undefined;
  readonly isSure: boolean;
}

const ASKING =
  /^(?:access|accessSync|exists|existsSync|getsize|is_dir|is_file|isdir|isfile|lexists|lstat|pathExists|stat|statSync)$/;

const FRESH_CALLS = /^(?:tempfile\.(?:mkdtemp|mkstemp)|(?:fs|fs\/promises|fs-extra)#(?:promises\.)?mkdtemp(?:Sync)?)$/;

/** Finds what invocations leave in the folder for temporary files. */
export class TemporaryFiles {
  private known: readonly KnownRemoval[] | undefined;
  private readonly removed = new Map<string, readonly Removal[]>();

  constructor(private readonly analysis: Analysis) {}

  /** The files that a function of the Invoke phase makes, each path once. */
  in(place: FunctionPlace): TemporaryFile[] {
    const { file } = place;
    const found = new Map<string, TemporaryFile>();
    for (const call of this.analysis.program.callsOf(place)) {
      const path = this.pathOf(file, call);
      if (path === undefined || found.has(path.text) || path.text.startsWith('/tmp/.')) continue;
      if (this.analysis.reach.isGuarded(file, call)) continue;
      const isCache = asksBefore(file, call);
      found.set(path.text, { call, path, isCache, isRemoved: this.isRemoved(file, call, path) });
    }
    return [...found.values()];
  }

  private pathOf(file: ProgramFile, call: CallFacts): TemporaryPath | undefined {
    const values = this.analysis.values.of(file, call.callee);
    if (values.some(({ kind }) => kind === 'function')) return undefined;
    const isFresh = values.some(
      (value) =>
        value.kind === 'external' &&
        (FRESH_CALLS.test(value.path) || (value.path === 'tempfile.NamedTemporaryFile' && isKept(call))),
    );
    if (isFresh) return this.analysis.temporaryPaths.of(file, { kind: 'call', call: file.facts.calls.indexOf(call) });
    for (const { path: expression, isOutput } of writtenPaths(call)) {
      const path = this.analysis.temporaryPaths.of(file, expression);
      // What is in a folder that was made for it is left with that.
      if (path === undefined || path.text.startsWith('<') || (isOutput && !path.isUnique)) continue;
      return path;
    }
    return undefined;
  }

  private isRemoved(file: ProgramFile, call: CallFacts, { text }: TemporaryPath): TemporaryFile['isRemoved'] {
    const matching = this.removals().filter((removal) =>
      removal.text === undefined ? removal.file === file : isWithin(text, removal.text),
    );
    if (matching.some((removal) => isSure(file, call, removal))) return 'always';
    return matching.length > 0 ? 'usually' : 'never';
  }

  /** Everything that invocations remove. */
  private removals(): readonly KnownRemoval[] {
    this.known ??= [...this.analysis.reach.files].flatMap((file) => {
      const reached = this.analysis.reach.in(file).flatMap(([{ place }]) => this.analysis.program.callsOf(place));
      return reached.flatMap((call) =>
        [...removals(call), ...this.removalsOfCallee(file, call)].flatMap((removal) =>
          this.located(file, call, removal),
        ),
      );
    });
    return this.known;
  }

  private located(file: ProgramFile, call: CallFacts, { path, isSure: isAlways }: Removal): KnownRemoval[] {
    if (path === undefined) return [{ file, call, text: undefined, isSure: isAlways }];
    const text = this.analysis.temporaryPaths.of(file, path)?.text;
    if (text === undefined && !this.analysis.temporaryPaths.isUnknown(file, path)) return [];
    return [{ file, call, text, isSure: isAlways }];
  }

  /** What a function removes itself. */
  private removedBy(place: FunctionPlace): readonly Removal[] {
    const key = functionKey(place);
    let removed = this.removed.get(key);
    if (removed === undefined) {
      removed = this.analysis.program.callsOf(place).flatMap((call) => removals(call));
      this.removed.set(key, removed);
    }
    return removed;
  }

  /** Removals of parameters in the function that is called are removals of what it is given. */
  private removalsOfCallee(file: ProgramFile, call: CallFacts): Removal[] {
    return this.analysis.values.of(file, call.callee).flatMap((value) => {
      if (value.kind !== 'function') return [];
      const place = { file: value.file, function: value.id };
      const { parameters = [] } = factsOf(place) ?? {};
      const removed = this.removedBy(place);
      return call.arguments.flatMap(({ value: path }, position) => {
        const bindings = parameters[position]?.bindings ?? [];
        const isRemoved = removed.some(
          ({ path: inner }) =>
            inner !== undefined &&
            partsOfExpression(value.file, inner).some(
              (part) => part.kind === 'name' && part.binding !== undefined && bindings.includes(part.binding),
            ),
        );
        return isRemoved ? [{ path, isSure: call.isInFinally }] : [];
      });
    });
  }
}

/** `NamedTemporaryFile(delete=False)` */
function isKept({ arguments: given }: CallFacts): boolean {
  return given.some(({ name, value }) => name === 'delete' && value.kind === 'literal' && value.isTrue === false);
}

/** Whether the removal of a path takes another one with it. */
function isWithin(text: string, removed: string): boolean {
  const end = removed.indexOf('*');
  if (end >= 0) return text.startsWith(removed.slice(0, end));
  return text === removed || text.startsWith(`${removed}/`) || removed.startsWith(`${text}/`);
}

/** Whether a removal takes place even when something fails. */
function isSure(file: ProgramFile, made: CallFacts, removal: KnownRemoval): boolean {
  if (removal.isSure) return true;
  if (removal.file !== file) return false;
  const { span } = removal.call;
  // What the invocation before has left is removed first.
  if (span.start < made.span.start && removal.call.function === made.function) return true;
  return file.facts.conditions.some(
    ({ branch, span: failure }) => branch === 'failure' && failure.start > made.span.end && failure.end < span.start,
  );
}

/** Whether a call is only made when something asked whether the file is there. */
function asksBefore(file: ProgramFile, { conditions, function: id }: CallFacts): boolean {
  const { calls } = file.facts;
  return conditions.some((condition) => {
    const { test } = file.facts.conditions[condition] ?? {};
    if (test === undefined) return calls.some((call) => call.function === id && ASKING.test(lastName(call.callee)));
    return partsOfExpression(file, test).some((part) => part.kind === 'call' && ASKING.test(nameOfCall(file, part)));
  });
}

function nameOfCall(file: ProgramFile, expression: Extract<Expression, { kind: 'call' }>): string {
  const callee = file.facts.calls[expression.call]?.callee;
  return callee === undefined ? '' : lastName(callee);
}
