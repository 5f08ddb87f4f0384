import { emptyDictionary, member, unresolved } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import { Template } from '../cloudformation/template';
import { TemplateDocument } from '../cloudformation/templateDocument';
import type { SourceLocation } from '../projectFunction';
import { dictionaryOf, entryOf, rangeOf, textAt } from '../translation/evaluatedBuilders';
import { Ready } from '../translation/readyTemplate';

/** Larger resources are not looked at. */
const MOST_LINES = 30_000;
/** Marks a value that is unresolved before CloudFormation sees it; holds the reason. */
const UNRESOLVED = 'Serverless::Unresolved';
const SECTIONS = 'ServerlessSections';

/** A resource that the framework adds to the template it deploys. */
export interface MadeResource {
  readonly logicalId: string;
  readonly type: 'AWS::Lambda::Function' | 'AWS::Serverless::LayerVersion';
  readonly at: SourceLocation;
  readonly properties: Readonly<Record<string, Evaluated>>;
}

/**
 * The CloudFormation template that the framework would deploy, as far as it matters to functions: the `resources` of the
 * configuration and the functions and layers that others may refer to. It is written one value a line, and the line
 * leads back to where the value was written.
 */
export class DeployedTemplate extends Template {
  private constructor(
    private readonly written: Writing,
    file: string,
    parameters: Readonly<Record<string, string>>,
  ) {
    super(new TemplateDocument(file, written.lines.join('\n')), parameters);
  }

  /** @param sections Values in which intrinsic functions are to be replaced, by name. */
  static of(
    resources: Evaluated | undefined,
    sections: Readonly<Record<string, Evaluated>>,
    made: readonly MadeResource[],
    start: SourceLocation,
    parameters: Readonly<Record<string, string>>,
  ): DeployedTemplate {
    const parts = new Map(mergedResources(resources, start).entries);
    const own = parts.get('Resources')?.value;
    const all = new Map(made.map((resource) => [resource.logicalId, resourceEntry(resource)]));
    if (own?.kind === 'dictionary')
      for (const [name, entry] of own.entries) if (isResource(entry.value)) all.set(name, entry);
    parts.set('Resources', entryOf({ ...emptyDictionary(start), entries: all }));
    parts.set(SECTIONS, entryOf(dictionaryOf(start, sections)));
    const writing = new Writing(start);
    writing.value({ ...emptyDictionary(start), entries: parts });
    if (writing.isTooLong()) writing.lines.splice(0, Infinity, '{}');
    // Not the file itself, so that places in the made text can be told from places in the configuration.
    return new DeployedTemplate(writing, `${start.file}\u{0}`, parameters);
  }

  /** Values that are evaluated already stand for themselves; what was unresolved before stays so, with its reason. */
  override evaluate(given: unknown): Evaluated {
    if (given instanceof Ready) return given.value;
    const value = super.evaluate(given);
    const reason = member(value, UNRESOLVED);
    return reason?.kind === 'scalar' ? unresolved(value.at, reason.text) : value;
  }

  /** A section with its intrinsic functions replaced, at the places it was written at. */
  sectionValue(name: string): Evaluated | undefined {
    const found = this.document.entry(this.section(SECTIONS), name);
    return found === undefined ? undefined : this.relocated(this.evaluate(found.value));
  }

  /** Whether there was too much to be read, so that nothing of it was. */
  get isEmpty(): boolean {
    return this.written.places.length > MOST_LINES;
  }

  /** Where something of the made text was written; other places stay as they are. */
  placeOf(at: SourceLocation): SourceLocation {
    return at.file === this.document.file ? (this.written.places[at.line - 1] ?? this.written.start) : at;
  }

  private relocated(value: Evaluated): Evaluated {
    const at = this.placeOf(value.at);
    if (value.kind === 'list') return { ...value, at, items: value.items.map((item) => this.relocated(item)) };
    if (value.kind !== 'dictionary') return { ...value, at };
    const entries = [...value.entries].map(([key, entry]): [string, Entry] => [
      key,
      { at: rangeOf(this.placeOf(entry.at)), value: this.relocated(entry.value) },
    ]);
    return { ...value, at, entries: new Map(entries) };
  }
}

class Writing {
  readonly lines: string[] = [];
  readonly places: SourceLocation[] = [];

  constructor(readonly start: SourceLocation) {}

  value(value: Evaluated, before = '', after = '', at: SourceLocation = value.at): void {
    if (this.isTooLong()) return;
    if (value.kind === 'dictionary') {
      this.line(`${before}{`, at);
      const last = value.entries.size - 1;
      [...value.entries].forEach(([key, entry], index) => {
        this.value(entry.value, `${JSON.stringify(key)}: `, index === last ? '' : ',', entry.at);
      });
      this.line(`}${after}`, at);
    } else if (value.kind === 'list') {
      this.line(`${before}[`, at);
      value.items.forEach((item, index) => this.value(item, '', index === value.items.length - 1 ? '' : ','));
      this.line(`]${after}`, at);
    } else {
      this.line(`${before}${this.single(value)}${after}`, at);
    }
  }

  isTooLong(): boolean {
    return this.lines.length > MOST_LINES;
  }

  private single(value: Evaluated): string {
    if (value.kind === 'scalar') return JSON.stringify(value.literal ?? value.text);
    if (value.kind !== 'unresolved') return 'null';
    return JSON.stringify({ [UNRESOLVED]: value.reason });
  }

  private line(text: string, at: SourceLocation): void {
    this.lines.push(text);
    this.places.push(at);
  }
}

/** `resources` may be one template or a list of them. */
function mergedResources(resources: Evaluated | undefined, at: SourceLocation): Dictionary {
  const templates = resources?.kind === 'list' ? resources.items : resources === undefined ? [] : [resources];
  const sections = new Map<string, Entry>();
  for (const template of templates) {
    if (template.kind !== 'dictionary') continue;
    for (const [name, entry] of template.entries) {
      const before = sections.get(name)?.value;
      const value =
        before?.kind === 'dictionary' && entry.value.kind === 'dictionary'
          ? { ...before, entries: new Map([...before.entries, ...entry.value.entries]) }
          : entry.value;
      sections.set(name, { at: entry.at, value });
    }
  }
  return { ...emptyDictionary(at), entries: sections };
}

/** What CloudFormation itself would refuse is not asked about. */
function isResource(value: Evaluated): boolean {
  const condition = member(value, 'Condition');
  return member(value, 'Type')?.kind === 'scalar' && (condition === undefined || condition.kind === 'scalar');
}

function resourceEntry({ type, at, properties }: MadeResource): Entry {
  return entryOf(dictionaryOf(at, { Type: textAt(at, type), Properties: dictionaryOf(at, properties) }));
}
