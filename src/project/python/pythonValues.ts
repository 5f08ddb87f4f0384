import path from 'node:path';
import type { Node } from 'web-tree-sitter';
import { CIRCULAR, emptyDictionary, list, unresolved } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import { partsOf } from '../discovery/handlerModule';
import type { ProblemList } from '../problemList';
import type { SourceRange } from '../projectFunction';
import { textAt } from '../translation/evaluatedBuilders';
import { placeOf } from './pythonProgram';
import type { PythonExpression, PythonFile, PythonProgram } from './pythonProgram';
import { plainText } from './pythonText';

export interface PythonValueOptions {
  /** Variables of the shell that a program may ask for. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the tool makes of a full name of a package, e.g. a member of an enumeration. */
  readonly known: (fullName: string) => string | undefined;
  /** What a call of a package is: `mapping`, whose arguments are members, or `resource`, known after a deployment. */
  readonly kindOfCall: (fullName: string) => 'mapping' | 'resource' | undefined;
  /** The names of members are data and stay as they are: those below this name. */
  readonly isData: (name: string) => boolean;
}

const COMPUTED = 'it is computed and the file is not executed; write it as a literal';
const AFTER_DEPLOYMENT = 'it is known only after a deployment; set it in a .env file';
/** Below this nothing that a person writes is found. */
const DEEPEST = 20;

/** The values of a Python program as far as they are written as literals. Names of arguments come in camel case. */
export class PythonValues {
  private readonly known = new Map<string, Evaluated>();

  constructor(
    private readonly program: PythonProgram,
    private readonly options: PythonValueOptions,
    private readonly problems: ProblemList,
  ) {}

  /** `isData`: keys of mappings stay as they are written. */
  read(expression: PythonExpression, isData = false, depth = 0): Evaluated {
    const { module, node } = expression;
    const at = placeOf(module, node);
    if (depth > DEEPEST) return unresolved(at, 'it lies too deep; simplify it');
    const key = `${module.file}\0${String(node.id)}\0${String(isData)}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    this.known.set(key, unresolved(at, CIRCULAR));
    const value = this.evaluated(expression, at, isData, depth);
    this.known.set(key, value);
    return value;
  }

  private evaluated(expression: PythonExpression, at: SourceRange, isData: boolean, depth: number): Evaluated {
    const { module, node } = expression;
    switch (node.type) {
      case 'string':
      case 'concatenated_string':
        return this.text(expression, at, depth);
      case 'integer':
      case 'float':
        return this.number(at, node.text);
      case 'true':
      case 'false':
        return { kind: 'scalar', at, computed: false, text: node.type, literal: node.type === 'true' };
      case 'none':
        return { kind: 'null', at, computed: false };
      case 'list':
      case 'tuple':
        return list(
          at,
          partsOf(node).map((item) => this.read({ module, node: item }, isData, depth + 1)),
          false,
        );
      case 'dictionary':
        return this.mapping(module, partsOf(node), at, isData, depth);
      case 'call':
        return this.call(expression, at, isData, depth);
      case 'identifier':
      case 'attribute':
      case 'parenthesized_expression':
        return this.name(expression, at, isData, depth);
      default:
        return this.operation(expression, at, depth);
    }
  }

  /** The members that arguments, or the pairs of a dictionary, make. */
  mapping(module: PythonFile, parts: readonly Node[], at: SourceRange, isData: boolean, depth = 0): Evaluated {
    const entries = new Map<string, Entry>();
    for (const part of parts) {
      const place = placeOf(module, part);
      if (part.type === 'dictionary_splat') {
        const [inner] = partsOf(part);
        const value = inner === undefined ? undefined : this.read({ module, node: inner }, isData, depth + 1);
        if (value?.kind === 'dictionary') for (const [name, entry] of value.entries) entries.set(name, entry);
        else this.lost(place);
        continue;
      }
      const name = nameOf(part);
      const value = part.childForFieldName('value');
      if (name !== undefined && value !== null) {
        const read = this.read({ module, node: value }, isData || this.options.isData(name), depth + 1);
        entries.set(isData ? name : camelCase(name), { at: place, value: read });
      } else if (part.type === 'pair') {
        this.lost(place);
      }
    }
    return { ...emptyDictionary(at), entries };
  }

  private lost(at: SourceRange): void {
    const message = 'What is written here is computed and left out, because the file is not executed.';
    this.problems.add(at, 'information', message);
  }

  private text({ module, node }: PythonExpression, at: SourceRange, depth: number): Evaluated {
    let text = '';
    let reason = COMPUTED;
    for (const part of node.type === 'string' ? [node] : partsOf(node)) {
      const whole = plainText(part, (inner) => {
        const value = this.read({ module, node: inner }, false, depth + 1);
        if (value.kind === 'unresolved') ({ reason } = value);
        return value.kind === 'scalar' ? value.text : undefined;
      });
      if (whole === undefined) return unresolved(at, reason);
      text += whole;
    }
    return { kind: 'scalar', at, computed: false, text };
  }

  private number(at: SourceRange, written: string): Evaluated {
    const value = Number(written.replaceAll('_', ''));
    return { kind: 'scalar', at, computed: false, text: String(value), literal: value };
  }

  private name(expression: PythonExpression, at: SourceRange, isData: boolean, depth: number): Evaluated {
    const { module, node } = expression;
    if (node.type === 'identifier' && node.text === '__file__') return textAt(at, module.file);
    const target = this.program.target(expression);
    if (typeof target === 'string') {
      const known = this.options.known(target);
      return known === undefined ? unresolved(at, COMPUTED) : textAt(at, known);
    }
    if (target !== undefined && target.node !== node) {
      const value = this.read(target, isData, depth + 1);
      // What is wrong with a value is wrong where it is used.
      return value.kind === 'unresolved' ? { ...value, at } : value;
    }
    const object = node.childForFieldName('object');
    if (object === null) return unresolved(at, COMPUTED);
    const owner = this.read({ module, node: object }, false, depth + 1);
    // An output of a resource stands for the resource.
    return owner.kind === 'unresolved' ? { ...owner, at } : unresolved(at, COMPUTED);
  }

  private call({ module, node }: PythonExpression, at: SourceRange, isData: boolean, depth: number): Evaluated {
    const callee = node.childForFieldName('function');
    const given = partsOf(node.childForFieldName('arguments'));
    const name = callee === null ? undefined : this.calleeName({ module, node: callee });
    if (name === undefined) return unresolved(at, COMPUTED);
    const kind = this.options.kindOfCall(name);
    if (kind === 'resource') return unresolved(at, AFTER_DEPLOYMENT, keyOf(module, node));
    if (kind === 'mapping' || name === 'dict') return this.mapping(module, given, at, isData, depth);
    if (name === 'os.getenv' || name === 'os.environ.get') return this.variable(module, given, at, depth);
    const place = this.placeMadeBy(name, module, given, depth);
    return place === undefined ? unresolved(at, COMPUTED) : textAt(at, place);
  }

  private calleeName(callee: PythonExpression): string | undefined {
    const target = this.program.target(callee);
    if (typeof target === 'string') return target;
    // A built-in function is declared nowhere.
    return callee.node.type === 'identifier' && target === undefined ? callee.node.text : undefined;
  }

  private variable(module: PythonFile, [name, otherwise]: readonly Node[], at: SourceRange, depth: number): Evaluated {
    const wanted = name === undefined ? undefined : plainText(name);
    const value = wanted === undefined ? undefined : this.variableOf(wanted);
    if (value !== undefined) return textAt(at, value);
    if (otherwise !== undefined) return this.read({ module, node: otherwise }, false, depth + 1);
    return unresolved(at, `the variable ${wanted ?? ''} of the shell is not given; set the value locally`);
  }

  private variableOf(name: string): string | undefined {
    return Object.hasOwn(this.options.environment, name) ? this.options.environment[name] : undefined;
  }

  /** The paths that programs name their files by: `os.path.join` and `os.path.dirname(__file__)`. */
  private placeMadeBy(name: string, module: PythonFile, given: readonly Node[], depth: number): string | undefined {
    const parts = given.map((part) => this.read({ module, node: part }, false, depth + 1));
    const texts = parts.flatMap((part) => (part.kind === 'scalar' ? [part.text] : []));
    const [first] = texts;
    if (first === undefined || texts.length !== parts.length) return undefined;
    if (name === 'os.path.join')
      return texts.reduce((folder, text) => (path.isAbsolute(text) ? text : path.join(folder, text)));
    if (name === 'os.path.dirname') return path.dirname(first);
    return ['os.path.abspath', 'os.path.realpath', 'str', 'pathlib.Path'].includes(name) ? first : undefined;
  }

  private operation({ module, node }: PythonExpression, at: SourceRange, depth: number): Evaluated {
    const side = (name: string): Evaluated => {
      const operand = node.childForFieldName(name);
      return operand === null ? unresolved(at, COMPUTED) : this.read({ module, node: operand }, false, depth + 1);
    };
    const operator = node.childForFieldName('operator')?.text ?? '';
    switch (`${node.type} ${operator}`.trim()) {
      case 'binary_operator +':
        return sum(at, side('left'), side('right'));
      case 'boolean_operator or': {
        const left = side('left');
        return left.kind === 'scalar' && left.text !== '' ? left : side('right');
      }
      case 'unary_operator -':
        return /^-\s*\d+$/.test(node.text) ? this.number(at, node.text.replace(/\s/g, '')) : unresolved(at, COMPUTED);
      case 'subscript':
        return this.item(module, node, at, depth);
      default:
        return unresolved(at, COMPUTED);
    }
  }

  /** `os.environ['NAME']` */
  private item(module: PythonFile, node: Node, at: SourceRange, depth: number): Evaluated {
    const object = node.childForFieldName('value');
    const key = node.childForFieldName('subscript');
    const isEnvironment = object !== null && this.program.target({ module, node: object }) === 'os.environ';
    return isEnvironment && key !== null ? this.variable(module, [key], at, depth) : unresolved(at, COMPUTED);
  }
}

/** Two texts, one behind the other. */
function sum(at: SourceRange, left: Evaluated, right: Evaluated): Evaluated {
  if (left.kind === 'unresolved' || right.kind === 'unresolved') {
    const reason = left.kind === 'unresolved' ? left.reason : undefined;
    return unresolved(at, reason ?? (right.kind === 'unresolved' ? right.reason : COMPUTED));
  }
  const areTexts = left.kind === 'scalar' && right.kind === 'scalar' && left.literal === undefined;
  return areTexts ? textAt(at, left.text + right.text) : unresolved(at, COMPUTED);
}

/** The name of an argument, or the key of a pair. */
function nameOf(part: Node): string | undefined {
  const key = part.childForFieldName(part.type === 'pair' ? 'key' : 'name');
  if (key === null) return undefined;
  return part.type === 'pair' ? plainText(key) : key.text;
}

/** Says which call a value is. */
export function keyOf({ file }: PythonFile, node: Node): string {
  return `${file}\0${String(node.startIndex)}`;
}

/** `memory_size` -> `memorySize`. */
function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
