import type { Expression } from '../facts/fileFacts';
import { innerParts } from './mentions';
import type { ProgramFile } from './program';
import type { Values } from './values';

/** How far names are followed. */
const DEEPEST = 8;

/** Calls of packages that give the same for the same arguments; files count as what their paths are. */
const PURE =
  /^(?:os\.(?:path\.|environ\.get$|getenv$|getcwd$|fspath$)|pathlib\.|importlib\.resources\.|path(?:\/posix)?#|url#|lodash#|fs(?:-extra)?#(?:promises\.)?readFile(?:Sync)?$|fs\/promises#readFile$)/;

/** Calls of the languages themselves that do so. */
const PURE_NAMES: ReadonlySet<string> = new Set(['String', 'URL', 'cwd', 'dict', 'int', 'list', 'str', 'tuple']);

/** An object of a class is the same for the same arguments, as far as the class has nothing to do with chance. */
const CLASS = /(?:^|[.#])[A-Z]\w*$/;
const CHANCE = 'tempfile.';

/** What may be another one each time. */
const VARYING: ReadonlySet<Expression['kind']> = new Set(['self', 'function', 'class']);

/** Finds what is the same in every invocation of an execution environment. */
export class Constants {
  constructor(private readonly values: Values) {}

  /** What an expression is made of when it is always the same, that of names included; undefined for the others. */
  parts(file: ProgramFile, expression: Expression, asking: number, depth = 0): readonly Expression[] | undefined {
    if (depth > DEEPEST || VARYING.has(expression.kind)) return undefined;
    if (expression.kind === 'literal' || expression.kind === 'module') return [expression];
    if (expression.kind === 'name') return this.named(file, expression, asking, depth);
    if (expression.kind === 'call' && !this.isPure(file, expression.call)) return undefined;
    return this.inner(file, expression, asking, depth);
  }

  private inner(file: ProgramFile, expression: Expression, asking: number, depth: number): Expression[] | undefined {
    const call = expression.kind === 'call' ? file.facts.calls[expression.call] : undefined;
    // What is called is known to be the same; what its method belongs to has to be.
    const inner =
      call === undefined
        ? innerParts(file, expression)
        : [...(call.callee.kind === 'member' ? [call.callee.object] : []), ...call.arguments.map(({ value }) => value)];
    return this.all(file, inner, asking, depth + 1);
  }

  private all(
    file: ProgramFile,
    expressions: readonly Expression[],
    asking: number,
    depth: number,
  ): Expression[] | undefined {
    const found: Expression[] = [];
    for (const each of expressions) {
      const parts = this.parts(file, each, asking, depth);
      if (parts === undefined) return undefined;
      found.push(...parts);
    }
    return found;
  }

  private named(
    file: ProgramFile,
    name: Extract<Expression, { kind: 'name' }>,
    asking: number,
    depth: number,
  ): readonly Expression[] | undefined {
    const binding = name.binding === undefined ? undefined : file.facts.bindings[name.binding];
    if (binding === undefined || binding.kind === 'import') return [name];
    if (binding.kind === 'parameter') return undefined;
    const given = binding.values.map(({ value }) => value);
    if (binding.function !== 0) return given.length === 0 ? undefined : this.all(file, given, asking, depth + 1);
    // What the module gives a name stays, however it is made.
    if (binding.values.some((value) => value.function !== 0)) return undefined;
    return this.all(file, given, asking, depth + 1) ?? [name];
  }

  private isPure(file: ProgramFile, id: number): boolean {
    const call = file.facts.calls[id];
    if (call === undefined) return false;
    const { callee } = call;
    const values = this.values.of(file, callee);
    if (values.length > 0) {
      return values.every(
        (value) =>
          value.kind === 'external' &&
          (PURE.test(value.path) || (CLASS.test(value.path) && !value.path.startsWith(CHANCE))),
      );
    }
    if (callee.kind === 'name') return callee.binding === undefined && PURE_NAMES.has(callee.name);
    // `"{}/a".format(STAGE)`, `(HERE / "a").resolve()`
    if (callee.kind !== 'member') return false;
    const isGlobal = callee.object.kind === 'name' && callee.object.binding === undefined;
    return isGlobal ? PURE_NAMES.has(callee.name) : callee.object.kind !== 'name';
  }
}
