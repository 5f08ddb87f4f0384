import { isMap, isScalar, isSeq } from 'yaml';
import type { SourceLocation } from '../projectFunction';
import { conditionHolds } from './conditions';
import { CIRCULAR, list, scalar, unresolved } from './evaluated';
import type { Dictionary, Entry, Evaluated } from './evaluated';
import { madeBySam } from './generatedResources';
import { intrinsicCall, longCall } from './intrinsicCall';
import type { IntrinsicCall } from './intrinsicCall';
import { applyIntrinsic, FOR_EACH, NOT_EXPANDED } from './intrinsicFunctions';
import { Parameters } from './parameters';
import { resourceValue } from './resources';
import type { Place, Resource } from './resources';
import type { Scope, Truth } from './scope';
import { literalOf, scalarText } from './templateDocument';
import type { TemplateDocument, TemplateNode } from './templateDocument';

/** More values within values, or that refer to each other, than a person writes. */
const DEEPEST = 300;

/** A template whose values can be asked for: sections, resources and the evaluation of nodes. */
export class Template implements Scope {
  readonly document: TemplateDocument;
  readonly place: Place;
  private readonly found = new Map<string, Resource>();
  private readonly parameters: Parameters;
  private readonly values = new Map<TemplateNode, Evaluated>();
  private readonly truths = new Map<string, Truth>();
  /** What is being evaluated right now, to notice values that refer to themselves. */
  private readonly inProgress = new Set<TemplateNode | string>();

  constructor(document: TemplateDocument, given: Readonly<Record<string, string>>) {
    this.document = document;
    this.parameters = new Parameters(this.section('Parameters'), given);
    this.place = {
      partition: this.pseudo('AWS::Partition'),
      region: this.pseudo('AWS::Region'),
      account: this.pseudo('AWS::AccountId'),
      urlSuffix: this.pseudo('AWS::URLSuffix'),
    };
    for (const { key, at, value } of document.entries(this.section('Resources'))) {
      this.found.set(key, this.resource(key, at, value));
    }
  }

  /** Resources in the order written. */
  get resources(): ReadonlyMap<string, Resource> {
    return this.found;
  }

  /** Node of a top-level section. */
  section(name: string): unknown {
    return this.document.entry(this.document.root, name)?.value;
  }

  evaluate(given: unknown): Evaluated {
    const node = this.document.resolve(given);
    if (node === undefined) return { kind: 'null', at: this.document.location(undefined), computed: false };
    const known = this.values.get(node);
    if (known !== undefined) return known;
    const at = this.document.location(node);
    if (this.inProgress.has(node)) return unresolved(at, CIRCULAR);
    if (this.inProgress.size > DEEPEST) return unresolved(at, 'it lies too deep; simplify it');
    this.inProgress.add(node);
    try {
      const value = this.compute(node, at);
      this.values.set(node, value);
      return value;
    } finally {
      this.inProgress.delete(node);
    }
  }

  reference(name: string, at: SourceLocation): Evaluated {
    const parameter = this.parameters.value(this, name, at);
    if (parameter !== undefined) return parameter;
    const resource = this.resources.get(name);
    return resource === undefined
      ? this.unknown(name, at, 'neither a parameter nor a resource')
      : resourceValue(this, this.place, resource, undefined, at);
  }

  attribute(logicalId: string, attribute: string, at: SourceLocation): Evaluated {
    const resource = this.resources.get(logicalId);
    return resource === undefined
      ? this.unknown(logicalId, at, 'not a resource')
      : resourceValue(this, this.place, resource, attribute, at);
  }

  condition(name: string): Truth {
    const known = this.truths.get(name);
    if (known !== undefined) return known;
    const condition = this.document.entry(this.section('Conditions'), name);
    if (condition === undefined)
      return { reason: `the template has no condition "${name}"; add it or correct the name` };
    if (this.inProgress.has(name)) return { reason: `the condition ${name} refers to itself; break the circle` };
    this.inProgress.add(name);
    try {
      const truth = conditionHolds(this, condition.value);
      this.truths.set(name, truth);
      return truth;
    } finally {
      this.inProgress.delete(name);
    }
  }

  mapped(map: string, topKey: string, secondKey: string): Evaluated | undefined {
    const top = this.document.entry(this.document.entry(this.section('Mappings'), map)?.value, topKey);
    const found = this.document.entry(top?.value, secondKey);
    return found === undefined ? undefined : { ...this.evaluate(found.value), computed: true };
  }

  private unknown(name: string, at: SourceLocation, what: string): Evaluated {
    return madeBySam(name, this.resources)
      ? unresolved(at, `SAM makes ${name} at deployment, so it is not known before; set the value in a .env file`)
      : unresolved(at, `${name} is ${what} of the template; correct the name`);
  }

  private compute(node: TemplateNode, at: SourceLocation): Evaluated {
    const call = intrinsicCall(node);
    return call === undefined ? this.content(node, at) : this.apply(call, node, at);
  }

  private apply(call: IntrinsicCall, node: TemplateNode, at: SourceLocation): Evaluated {
    const within = call.shortForm ? longCall(node) : undefined;
    const argument = (): Evaluated => (within === undefined ? this.content(node, at) : this.apply(within, node, at));
    return applyIntrinsic({
      scope: this,
      call,
      at,
      argument: call.shortForm ? argument : () => this.evaluate(call.argument),
    });
  }

  /** The value of a node with its own tag disregarded. */
  private content(node: TemplateNode, at: SourceLocation): Evaluated {
    if (isScalar(node)) {
      const text = scalarText(node);
      return text === undefined
        ? { kind: 'null', at, computed: false }
        : { ...scalar(at, text, false), ...literalOf(node, text) };
    }
    if (isSeq(node)) {
      return list(
        at,
        node.items.map((item) => this.evaluate(item)),
        false,
      );
    }
    return this.dictionary(node, at);
  }

  private dictionary(node: TemplateNode, at: SourceLocation): Dictionary {
    const entries = new Map<string, Entry>();
    const removed = new Set<string>();
    for (const { key, at: keyAt, value } of isMap(node) ? this.document.entries(node) : []) {
      const evaluated = key.startsWith(FOR_EACH) ? unresolved(at, NOT_EXPANDED) : this.evaluate(value);
      if (evaluated.kind === 'noValue') removed.add(key);
      else entries.set(key, { at: keyAt, value: evaluated });
    }
    return { kind: 'dictionary', at, computed: false, entries, ...(removed.size > 0 && { removed }) };
  }

  private resource(logicalId: string, at: SourceLocation, node: unknown): Resource {
    const type = this.evaluate(this.document.entry(node, 'Type')?.value);
    const condition = this.evaluate(this.document.entry(node, 'Condition')?.value);
    return {
      logicalId,
      at,
      type: type.kind === 'scalar' ? type.text : '',
      properties: this.document.entry(node, 'Properties')?.value,
      metadata: this.document.entry(node, 'Metadata')?.value,
      condition: condition.kind === 'scalar' ? condition.text : undefined,
    };
  }

  private pseudo(name: string): string {
    return this.parameters.pseudo(name) ?? '';
  }
}
