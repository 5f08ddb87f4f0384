import { CIRCULAR, list, member, scalar, unresolved } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import type { SourceRange } from '../projectFunction';
import { addressOf, traversal } from './hclTree';
import type { Expression, HclAttribute, HclBlock, HclBody } from './hclTree';
import { ofType, withLiteral } from './literals';
import { evaluateOperation } from './operations';
import { bounded, callFunction, NO_MEMBER } from './pureFunctions';
import { resourceAttribute } from './resourceNames';

/** `each.key`, `each.value` and `count.index` of one instance of a resource. */
export type Instance = Readonly<Record<string, Evaluated>>;

/** More blocks of one kind than this are generated, not written. */
const MOST_BLOCKS = 100;
/** How deep values may refer to each other. */
const DEEPEST = 200;

/** All the files of one folder: their blocks, and the values that follow from them. */
export class TerraformModule {
  /** Absolute path. */
  readonly folder: string;
  /** By address: `aws_lambda_function.orders`, `data.archive_file.code`, `module.orders`. */
  readonly blocks: ReadonlyMap<string, HclBlock>;
  private readonly locals = new Map<string, HclAttribute>();
  private readonly variables = new Map<string, HclBlock>();
  private readonly given: ReadonlyMap<string, Evaluated>;
  private readonly values = new Map<Expression, Evaluated>();
  private readonly inProgress = new Set<Expression>();

  /** `given`: values of variables that replace the defaults. */
  constructor(folder: string, bodies: readonly HclBody[], given: ReadonlyMap<string, Evaluated>) {
    this.folder = folder;
    this.given = given;
    const blocks = new Map<string, HclBlock>();
    for (const block of bodies.flatMap((body) => body.blocks)) {
      const [first = '', second = ''] = block.labels;
      if (block.type === 'resource') blocks.set(`${first}.${second}`, block);
      else if (block.type === 'data') blocks.set(`data.${first}.${second}`, block);
      else if (block.type === 'module' || block.type === 'provider') blocks.set(`${block.type}.${first}`, block);
      else if (block.type === 'variable') this.variables.set(first, block);
      else if (block.type === 'locals') for (const [name, value] of block.body.attributes) this.locals.set(name, value);
    }
    this.blocks = blocks;
  }

  /** Attributes of a block by name, and its blocks as lists of dictionaries. */
  properties({ body, at }: { readonly body: HclBody; readonly at: SourceRange }, instance: Instance = {}): Evaluated {
    const entries = new Map<string, Entry>();
    for (const [name, attribute] of body.attributes) {
      const value = this.evaluate(attribute.value, instance);
      if (value.kind !== 'null') entries.set(name, { at: attribute.at, value });
    }
    for (const block of body.blocks) {
      const isDynamic = block.type === 'dynamic';
      const name = isDynamic ? (block.labels[0] ?? '') : block.type;
      const contents = isDynamic ? this.dynamicContents(block, instance) : [{ content: block, values: instance }];
      if (contents.length === 0) continue;
      const before = entries.get(name)?.value;
      const items = before?.kind === 'list' ? before.items : [];
      const made = contents.map(({ content, values }) => this.properties(content, values));
      entries.set(name, { at: block.at, value: list(block.at, [...items, ...made]) });
    }
    return { kind: 'dictionary', at, computed: false, entries };
  }

  evaluate(expression: Expression, instance: Instance = {}): Evaluated {
    // Values of instances differ; everything else has one value.
    const isShared = Object.keys(instance).length === 0;
    const known = isShared ? this.values.get(expression) : undefined;
    if (known !== undefined) return known;
    const { at } = expression;
    if (this.inProgress.has(expression)) return unresolved(at, CIRCULAR);
    if (this.inProgress.size > DEEPEST) return unresolved(at, 'it is nested too deeply; simplify it');
    this.inProgress.add(expression);
    try {
      const value = bounded(this.compute(expression, instance));
      if (isShared) this.values.set(expression, value);
      return value;
    } finally {
      this.inProgress.delete(expression);
    }
  }

  /** Region of the provider, where it is known. */
  get region(): string | undefined {
    const region = this.blocks.get('provider.aws')?.body.attributes.get('region');
    const value = region === undefined ? undefined : this.evaluate(region.value);
    return value?.kind === 'scalar' ? value.text : undefined;
  }

  /** The content of a dynamic block, once for each thing it is made of; once where they are not known. */
  private dynamicContents(
    { body, labels }: HclBlock,
    instance: Instance,
  ): { readonly content: HclBlock; readonly values: Instance }[] {
    const content = body.blocks.find(({ type }) => type === 'content');
    if (content === undefined) return [];
    const iterator = body.attributes.get('iterator')?.value;
    const name = iterator?.kind === 'name' ? iterator.name : (labels[0] ?? '');
    const each = body.attributes.get('for_each');
    const value = each === undefined ? undefined : this.evaluate(each.value, instance);
    if (value?.kind !== 'list' && value?.kind !== 'dictionary') return [{ content, values: instance }];
    const members =
      value.kind === 'list'
        ? value.items.map((item, index) => [String(index), item] as const)
        : [...value.entries].map(([key, entry]) => [key, entry.value] as const);
    return members.slice(0, MOST_BLOCKS).map(([key, member]) => ({
      content,
      values: { ...instance, [`${name}.key`]: scalar(content.at, key), [`${name}.value`]: member },
    }));
  }

  private compute(expression: Expression, instance: Instance): Evaluated {
    const { at } = expression;
    const inside = (each: Expression): Evaluated => this.evaluate(each, instance);
    switch (expression.kind) {
      case 'literal':
        return withLiteral(scalar(at, expression.text, false), expression.literal);
      case 'null':
        return { kind: 'null', at, computed: false };
      case 'unsupported':
        return unresolved(at, expression.reason);
      case 'tuple':
        return list(at, expression.items.map(inside), false);
      case 'object':
        return this.dictionary(expression, inside);
      case 'template':
        return joined(expression.parts.map(inside), at);
      case 'call':
        return callFunction(expression.name, expression.given.map(inside), at);
      case 'conditional':
        return chosen(expression, inside);
      case 'operation':
        return evaluateOperation(expression.operator, expression.operands.map(inside), at);
      case 'name':
        return unresolved(at, `${expression.name} is not a value; correct it`);
      case 'member':
      case 'index':
        return this.reference(expression, instance);
    }
  }

  private dictionary(
    { at, members }: Extract<Expression, { kind: 'object' }>,
    inside: (each: Expression) => Evaluated,
  ): Evaluated {
    const entries = new Map<string, Entry>();
    for (const { key, value, at: keyAt } of members) {
      const name = inside(key);
      if (name.kind === 'unresolved') return name;
      if (name.kind === 'scalar') entries.set(name.text, { at: keyAt, value: inside(value) });
    }
    return { kind: 'dictionary', at, computed: false, entries };
  }

  private reference(expression: Extract<Expression, { kind: 'member' | 'index' }>, instance: Instance): Evaluated {
    const { at } = expression;
    const names = traversal(expression);
    const [root = ''] = names;
    const named = expression.kind === 'member' && names.length === 2 ? this.named(names, at, instance) : undefined;
    if (named !== undefined) return named;
    if (root !== '' && !VALUES.has(root) && !Object.hasOwn(instance, `${root}.${names[1] ?? ''}`)) {
      return resourceAttribute(this, addressOf(names), names[root === 'data' ? 3 : 2] ?? '', at);
    }
    const of = this.evaluate(expression.of, instance);
    if (of.kind === 'unresolved') return of;
    const key = expression.kind === 'member' ? scalar(at, expression.name) : this.evaluate(expression.index, instance);
    return key.kind === 'unresolved' ? key : (within(of, key) ?? unresolved(at, NO_MEMBER));
  }

  /** The values that have a name and no resource; undefined for others. */
  private named([root = '', name = '']: readonly string[], at: SourceRange, instance: Instance): Evaluated | undefined {
    switch (root) {
      case 'var':
        return this.variable(name, at);
      case 'local':
        return this.local(name, at);
      case 'path':
        return scalar(at, this.folder);
      case 'terraform':
        return name === 'workspace' ? scalar(at, 'default') : undefined;
      case 'each':
      case 'count': {
        const reason = `${root}.${name} is known only to Terraform; set the value locally`;
        return instance[`${root}.${name}`] ?? unresolved(at, reason);
      }
      default:
        return instance[`${root}.${name}`];
    }
  }

  private variable(name: string, at: SourceRange): Evaluated {
    const given = this.given.get(name);
    const block = this.variables.get(name);
    const type = block?.body.attributes.get('type')?.value;
    const typeName = type?.kind === 'name' ? type.name : '';
    if (given !== undefined) return ofType(given, typeName);
    if (block === undefined) return unresolved(at, `there is no variable "${name}"; add it or correct the name`);
    const initial = block.body.attributes.get('default');
    return initial === undefined
      ? unresolved(at, `the variable ${name} has no default; give it a value in terraform.tfvars`)
      : ofType(this.evaluate(initial.value), typeName);
  }

  private local(name: string, at: SourceRange): Evaluated {
    const local = this.locals.get(name);
    return local === undefined
      ? unresolved(at, `there is no local value "${name}"; add it or correct the name`)
      : this.evaluate(local.value);
  }
}

/** Starts of references that are no resources. */
const VALUES: ReadonlySet<string> = new Set(['var', 'local', 'each', 'path', 'count']);

function within(of: Evaluated, key: Evaluated): Evaluated | undefined {
  if (key.kind !== 'scalar') return undefined;
  return of.kind === 'list' ? of.items[Number(key.text)] : member(of, key.text);
}

function chosen(
  { condition, whenTrue, whenFalse, at }: Extract<Expression, { kind: 'conditional' }>,
  inside: (each: Expression) => Evaluated,
): Evaluated {
  const value = inside(condition);
  if (value.kind === 'scalar' && /^(?:true|false)$/.test(value.text)) {
    return inside(value.text === 'true' ? whenTrue : whenFalse);
  }
  return value.kind === 'unresolved' ? value : unresolved(at, NO_CONDITION);
}

const NO_CONDITION = 'its condition is neither true nor false; correct it';

/** A template with one part keeps the kind of its value. */
function joined(parts: readonly Evaluated[], at: SourceRange): Evaluated {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return { ...only, at };
  let text = '';
  for (const part of parts) {
    if (part.kind === 'unresolved') return { ...part, at };
    if (part.kind !== 'scalar') return unresolved(at, 'a part of it is no text; correct it');
    text += part.text;
  }
  return scalar(at, text);
}
