import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Program, ProgramFile } from './program';
import { bindingOf } from './program';
import type { Values } from './values';

/** What something is given where it is defined, in whichever file that is. */
export interface Definition {
  readonly file: ProgramFile;
  readonly expression: Expression;
}

type Named<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

const DEEPEST = 6;

/** Functions and classes of the languages that make something which holds other things. */
const CONTAINERS: Readonly<Record<ProgramFile['language'], ReadonlySet<string>>> = {
  python: new Set(['bytearray', 'dict', 'list', 'set']),
  javascript: new Set(['Array', 'Map', 'Object', 'Set']),
};

const COLLECTIONS = /^collections\.(?:ChainMap|Counter|OrderedDict|UserDict|UserList|defaultdict|deque)$/;

/** Follows names and members to what they are given, across files. */
export class Definitions {
  constructor(
    private readonly program: Program,
    private readonly values: Values,
  ) {}

  /** Everything that is known of what an expression stands for; not through calls. */
  of(file: ProgramFile, expression: Expression, depth = 0): readonly Definition[] {
    if (depth > DEEPEST) return [];
    if (expression.kind === 'name') return this.named(file, expression, depth);
    if (expression.kind === 'member') return this.member(file, expression, depth);
    if (expression.kind === 'item') return this.item(file, expression, depth);
    return expression.kind === 'either'
      ? expression.parts.flatMap((part) => this.of(file, part, depth + 1))
      : [{ file, expression }];
  }

  /** Whether an expression stands for a list, dictionary, set or the like. */
  isContainer(file: ProgramFile, expression: Expression): boolean {
    return this.of(file, expression).some((definition) => this.makesContainer(definition));
  }

  makesContainer({ file, expression }: Definition): boolean {
    if (expression.kind === 'list' || expression.kind === 'object') return true;
    const call = expression.kind === 'call' ? file.facts.calls[expression.call] : undefined;
    return call !== undefined && this.isContainerCall(file, call);
  }

  private isContainerCall(file: ProgramFile, { callee }: CallFacts): boolean {
    if (callee.kind === 'name' && callee.binding === undefined) return CONTAINERS[file.language].has(callee.name);
    return this.values.of(file, callee).some((value) => value.kind === 'external' && COLLECTIONS.test(value.path));
  }

  private named(file: ProgramFile, name: Named<'name'>, depth: number): readonly Definition[] {
    const binding = bindingOf(file, name);
    if (binding?.imported !== undefined) {
      return this.exported(this.program.module(file, binding.imported.from), binding.imported.symbol, depth);
    }
    if (binding === undefined) return [];
    const given = binding.values.map(({ value }) => value);
    const parameters = binding.kind === 'parameter' ? (file.facts.functions[binding.function]?.parameters ?? []) : [];
    const byDefault = parameters.find(({ name: own }) => own === binding.name)?.value;
    return [...given, ...(byDefault === undefined ? [] : [byDefault])].flatMap((value) =>
      this.of(file, value, depth + 1),
    );
  }

  private member(file: ProgramFile, { object, name }: Named<'member'>, depth: number): readonly Definition[] {
    if (object.kind === 'self') return this.attribute(file, object.class, name, depth);
    const module = this.moduleOf(file, object);
    if (module !== undefined) return this.exported(module, name, depth);
    return this.of(file, object, depth + 1).flatMap((definition) => this.within(definition, name, depth));
  }

  private item(file: ProgramFile, { object, key }: Named<'item'>, depth: number): readonly Definition[] {
    if (key?.kind !== 'literal' || key.text === undefined) return [];
    const { text } = key;
    return this.of(file, object, depth + 1).flatMap((definition) => this.within(definition, text, depth));
  }

  private within({ file, expression }: Definition, name: string, depth: number): readonly Definition[] {
    if (expression.kind === 'class') return this.attribute(file, expression.class, name, depth);
    if (expression.kind !== 'object') return [];
    return expression.entries
      .filter((entry) => entry.name === name)
      .flatMap(({ value }) => this.of(file, value, depth + 1));
  }

  private attribute(file: ProgramFile, id: number, name: string, depth: number): readonly Definition[] {
    const attributes = file.facts.classes[id]?.attributes;
    const given = attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    return given?.flatMap(({ value }) => this.of(file, value, depth + 1)) ?? [];
  }

  /** The file whose names an expression's members are. */
  private moduleOf(file: ProgramFile, expression: Expression): ProgramFile | undefined {
    if (expression.kind === 'module') return this.program.module(file, expression.from);
    const binding = bindingOf(file, expression);
    const { imported } = binding ?? {};
    if (imported === undefined) {
      const [given] = binding?.values ?? [];
      return given?.value.kind === 'module' ? this.program.module(file, given.value.from) : undefined;
    }
    return imported.symbol === ''
      ? this.program.module(file, imported.from)
      : this.program.submodule(file, imported.from, imported.symbol);
  }

  private exported(module: ProgramFile | undefined, symbol: string, depth: number): readonly Definition[] {
    const exports = module?.facts.exports;
    if (module === undefined || exports === undefined) return [];
    const own = Object.hasOwn(exports, symbol) ? exports[symbol] : undefined;
    if (own !== undefined) return this.of(module, own, depth + 1);
    const whole = exports[''];
    if (whole === undefined) return [];
    const all = this.of(module, whole, depth + 1);
    return symbol === 'default' ? all : all.flatMap((definition) => this.within(definition, symbol, depth));
  }
}
