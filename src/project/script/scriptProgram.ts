import path from 'node:path';
import { member, unresolved } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import type { SourceLocation, SourceRange } from '../projectFunction';
import { textAt } from '../translation/evaluatedBuilders';
import { parseScript } from './parseScript';
import { pathValue } from './pathValue';
import { memberPath, ScriptModule } from './scriptModule';
import type { Construction, ImportedName } from './scriptModule';
import { ScriptReader } from './scriptReader';
import { child, identifier, rangeOfSyntax, stringLiteral, withoutTypes } from './scriptSyntax';
import type { Syntax } from './scriptSyntax';

/** What something of a program was found in. */
export interface Found {
  readonly module: ScriptModule;
  readonly construction: Construction;
}

export interface ProgramOptions {
  readonly files: ProjectFiles;
  /** Absolute path of the folder that imported files may lie in. */
  readonly folder: string;
  /** Variables of the shell that a script may ask for. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the tool makes of `a.b.c` that is not declared in the program, e.g. a member of an enumeration. */
  readonly known?: (names: readonly string[]) => string | undefined;
}

/** Programs are not larger; more files than this are read by mistake. */
const MOST_FILES = 200;
/** How far names may lead through files. */
const MOST_STEPS = 50;
const AFTER_DEPLOYMENT = 'it is known only after a deployment; set it in a .env file';

/**
 * A JavaScript or TypeScript program that describes resources: a file and what it imports from the project. It is read,
 * never executed, so only what is written as a literal is known.
 */
export class ScriptProgram {
  private readonly modules = new Map<string, ScriptModule>();
  private readonly readers = new Map<ScriptModule, ScriptReader>();
  /** Import as written in a file -> file. */
  private readonly resolved = new Map<string, string>();
  private readonly identities = new Map<Syntax, Found>();

  private constructor(
    private readonly options: ProgramOptions,
    private readonly problems: ProblemList,
  ) {}

  static async load(
    file: string,
    text: string,
    options: ProgramOptions,
    problems: ProblemList,
  ): Promise<ScriptProgram> {
    const program = new ScriptProgram(options, problems);
    await program.add(file, text);
    return program;
  }

  /** Constructions and method calls in the order of files and places. */
  *found(): Iterable<Found> {
    for (const module of this.modules.values()) {
      const all = [...module.constructions, ...module.calls];
      all.sort((left, right) => (left.node.start ?? 0) - (right.node.start ?? 0));
      for (const construction of all) yield { module, construction };
    }
  }

  read(module: ScriptModule, node: Syntax): Evaluated {
    return this.reader(module).read(node);
  }

  at({ file }: ScriptModule, node: Syntax): SourceRange {
    return rangeOfSyntax(file, node);
  }

  /** The construction that an expression stands for: by its name, as a member, or written in place. */
  constructionOf(module: ScriptModule, node: Syntax | undefined, steps = MOST_STEPS): Found | undefined {
    if (node === undefined || steps === 0) return undefined;
    const inner = withoutTypes(node);
    if (inner.type === 'AwaitExpression') return this.constructionOf(module, child(inner, 'argument'), steps - 1);
    if (inner.type === 'NewExpression') return this.identities.get(inner);
    const name = identifier(inner);
    if (name !== undefined) {
      const constant = module.constant(name);
      if (constant !== undefined) return this.constructionOf(module, constant, steps - 1);
      const imported = module.imports.get(name);
      const exported = imported === undefined ? undefined : this.exported(module, imported, steps - 1);
      return exported === undefined ? undefined : this.constructionOf(exported.module, exported.node, steps - 1);
    }
    if (inner.type !== 'MemberExpression') return undefined;
    const member = this.memberOf(module, inner, steps - 1);
    return member === undefined ? undefined : this.constructionOf(member.module, member.node, steps - 1);
  }

  /** A name with the name of the package it comes from in front, for names that are imported. */
  fullName(
    module: ScriptModule,
    callee: readonly string[],
  ): { readonly from?: string; readonly names: readonly string[] } {
    const [first = '', ...rest] = callee;
    const imported = module.imports.get(first);
    if (imported === undefined) return { names: callee };
    const isWhole = imported.name === '*' || imported.name === 'default';
    return { from: imported.from, names: isWhole ? rest : [imported.name, ...rest] };
  }

  /** `x` of `import * as a from './a'; a.x`, and of `const a = { x: ... }; a.x`. */
  private memberOf(module: ScriptModule, node: Syntax, steps: number): Located | undefined {
    const property = child(node, 'property');
    const name = Reflect.get(node, 'computed') === true ? stringLiteral(property) : identifier(property);
    const object = identifier(child(node, 'object'));
    if (name === undefined || object === undefined || steps <= 0) return undefined;
    const imported = module.imports.get(object);
    if (imported?.name === '*') return this.exported(module, { from: imported.from, name }, steps - 1);
    const written = module.constant(object);
    const literal = written === undefined ? undefined : withoutTypes(written);
    if (literal?.type !== 'ObjectExpression') return undefined;
    const properties: unknown = Reflect.get(literal, 'properties');
    for (const each of Array.isArray(properties) ? (properties as readonly Syntax[]) : []) {
      const key = child(each, 'key');
      const value = child(each, 'value');
      if (value !== undefined && (identifier(key) ?? stringLiteral(key)) === name) return { module, node: value };
    }
    return undefined;
  }

  private exported(module: ScriptModule, { from, name }: ImportedName, steps: number): Located | undefined {
    const target = this.modules.get(this.resolved.get(`${module.file}\0${from}`) ?? '');
    return target === undefined ? undefined : this.exportOf(target, name, steps);
  }

  private exportOf(module: ScriptModule, name: string, steps: number): Located | undefined {
    if (steps <= 0) return undefined;
    const exported = module.exports.get(name);
    if (exported === undefined) {
      for (const from of module.everythingOf) {
        // Shared out, so that files that export each other's everything come to an end.
        const found = this.exported(module, { from, name }, Math.floor((steps - 1) / module.everythingOf.length));
        if (found !== undefined) return found;
      }
      return undefined;
    }
    if (typeof exported === 'string') {
      const node = module.constant(exported);
      if (node !== undefined) return { module, node };
      const imported = module.imports.get(exported);
      return imported === undefined ? undefined : this.exported(module, imported, steps - 1);
    }
    return 'type' in exported ? { module, node: exported } : this.exported(module, exported, steps - 1);
  }

  private reader(module: ScriptModule): ScriptReader {
    const known = this.readers.get(module);
    if (known !== undefined) return known;
    const reader = new ScriptReader(module.file, {
      constant: (name) => module.constant(name),
      environmentVariable: (name, at, otherwise) => this.environmentVariable(name, at, otherwise),
      special: (node, at, depth) => this.special(module, node, at, depth),
      lost: (at) => {
        this.problems.add(
          at,
          'information',
          'What is spread here is computed and left out, because the file is not executed.',
        );
      },
      computed: (at, reason) => unresolved(at, reason),
    });
    this.readers.set(module, reader);
    return reader;
  }

  private environmentVariable(name: string, at: SourceLocation, otherwise: string | undefined): Evaluated {
    const { environment } = this.options;
    const value = (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? otherwise;
    return value === undefined
      ? unresolved(at, `the variable ${name} of the shell is not given; set the value locally`)
      : textAt(at, value);
  }

  /** Resources, names of other files, and members of what is known. */
  private special(module: ScriptModule, node: Syntax, at: SourceLocation, depth: number): Evaluated | undefined {
    if (depth > MOST_STEPS) return undefined;
    if (node.type === 'NewExpression' && this.identities.has(node)) return resource(at, module, node);
    const place = pathValue(module.file, node, (part) => this.reader(module).read(part, depth + 1));
    if (place !== undefined) return textAt(at, place);
    const imported = module.imports.get(identifier(node) ?? '');
    if (imported !== undefined) {
      const found = this.exported(module, imported, MOST_STEPS);
      return found === undefined ? undefined : this.reader(found.module).read(found.node, depth + 1);
    }
    return node.type === 'MemberExpression' ? this.member(module, node, at, depth) : undefined;
  }

  private member(module: ScriptModule, node: Syntax, at: SourceLocation, depth: number): Evaluated | undefined {
    const names = memberPath(node);
    const known = names === undefined ? undefined : this.options.known?.(names);
    if (known !== undefined) return textAt(at, known);
    const found = this.memberOf(module, node, MOST_STEPS);
    if (found !== undefined) return this.reader(found.module).read(found.node, depth + 1);
    const object = this.constructionOf(module, child(node, 'object'));
    if (object !== undefined) return resource(at, object.module, object.construction.node);
    const whole = child(node, 'object');
    const last = names?.at(-1);
    const value = whole === undefined || last === undefined ? undefined : this.reader(module).read(whole, depth + 1);
    return value === undefined || last === undefined ? undefined : member(value, last);
  }

  /** The construction that a value stands for. */
  resourceOf(value: Evaluated | undefined): Found | undefined {
    if (value?.kind !== 'unresolved' || value.resource === undefined) return undefined;
    const [file = '', start] = value.resource.split('\0');
    const module = this.modules.get(file);
    const construction = module?.constructions.find(({ node }) => String(node.start) === start);
    return module === undefined || construction === undefined ? undefined : { module, construction };
  }

  private async add(file: string, text: string): Promise<void> {
    const syntax = parseScript(file, text, this.problems);
    if (syntax === undefined || this.modules.has(file)) return;
    const module = new ScriptModule(file, syntax);
    this.modules.set(file, module);
    for (const construction of module.constructions) this.identities.set(construction.node, { module, construction });
    for (const { from, at } of module.importedFiles) {
      if (!/^\.\.?(?:\/|$)/.test(from)) continue;
      const place = path.resolve(path.dirname(file), from);
      if (place !== this.options.folder && !place.startsWith(this.options.folder + path.sep)) continue;
      if (from.endsWith('/*')) {
        await this.addFolder(path.dirname(place));
        continue;
      }
      const found = await this.textOf(place);
      if (found === undefined) {
        // Styles and data are imported, too.
        if (/^\.\w+$/.test(path.extname(from)) && !/\.[cm]?[jt]s$/.test(from)) continue;
        this.problems.add(
          this.at(module, at),
          'warning',
          `There is no file ${from}, so what it describes is left out; correct the import.`,
        );
        continue;
      }
      this.resolved.set(`${file}\0${from}`, found.file);
      if (this.modules.has(found.file) || this.modules.size >= MOST_FILES) continue;
      await this.add(found.file, found.text);
    }
  }

  /** What is imported by names that are put together when the program runs. */
  private async addFolder(folder: string): Promise<void> {
    for (const name of await this.options.files.names(folder, /^(?!.*\.d\.ts$).*\.[cm]?[jt]s$/)) {
      const file = path.join(folder, name);
      const text =
        this.modules.has(file) || this.modules.size >= MOST_FILES ? undefined : await this.options.files.text(file);
      if (text !== undefined) await this.add(file, text);
    }
  }

  private async textOf(place: string): Promise<{ readonly file: string; readonly text: string } | undefined> {
    const bare = place.replace(/\.([cm]?)js$/, '');
    const endings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];
    const candidates = /\.[cm]?[jt]s$/.test(place) ? [place, `${bare}.ts`] : endings.map((ending) => place + ending);
    for (const file of candidates) {
      const text = await this.options.files.text(file);
      if (text !== undefined) return { file, text };
    }
    return undefined;
  }
}

interface Located {
  readonly module: ScriptModule;
  readonly node: Syntax;
}

function resource(at: SourceLocation, module: ScriptModule, node: Syntax): Evaluated {
  return unresolved(at, AFTER_DEPLOYMENT, `${module.file}\0${String(node.start)}`);
}
