import type { CatalogueEntry, ClientCatalogue } from '../catalogue/clientCatalogue';
import type { CallFacts, Condition } from '../facts/fileFacts';
import type { Analysis } from './analysis';
import { partsOfExpression } from './mentions';
import type { ProgramFile } from './program';
import { bindingOf } from './program';
import type { Reached } from './reach';
import type { Dependence } from './taint';

/** A client that the Invoke phase makes, each time. */
export interface Creation {
  readonly file: ProgramFile;
  readonly call: CallFacts;
  readonly entry: CatalogueEntry;
  /** What is called, as it is imported (see `CatalogueEntry.paths`). */
  readonly path: string;
  /** The ways that lead to it from handlers, the shortest first. */
  readonly ways: readonly Reached[];
  readonly dependence: Dependence;
  /** Not on the usual way through the function. */
  readonly isRare: boolean;
  /** A parameter that may bring it along was left out. */
  readonly isDefault: boolean;
}

/** Words of conditions that few invocations fulfil. */
const RARE = /warm|ping|keep_?alive|health|dry_?run|admin|dlq|dead_?letter|debug|reset/i;

/** Names of what AWS clients are given credentials by. */
const CREDENTIAL_NAMES =
  /^(?:aws_(?:access_key_id|secret_access_key|session_token)|credentials|accessKeyId|secretAccessKey|sessionToken)$/;

/** Finds the creations of clients among the calls of the Invoke phase. */
export class Creations {
  constructor(
    private readonly analysis: Analysis,
    private readonly catalogue: ClientCatalogue,
  ) {}

  byFile(): Map<string, Creation[]> {
    const found = new Map<string, Creation[]>();
    for (const reached of this.analysis.reach.reached.values()) {
      const [first] = reached;
      const { file } = first.place;
      const here = this.in(first, reached);
      found.set(file.file, [...(found.get(file.file) ?? []), ...here]);
    }
    for (const creations of found.values())
      creations.sort((left, right) => left.call.span.start - right.call.span.start);
    return found;
  }

  private in(first: Reached, ways: readonly Reached[]): Creation[] {
    const { file } = first.place;
    const calls = this.analysis.program.callsOf(first.place);
    const matches = calls.flatMap((call) => {
      const match = this.match(file, call);
      return match === undefined ? [] : [{ call, ...match }];
    });
    return matches
      .filter(({ call }) => !this.isPartOf(file, call, matches) && !this.analysis.reach.isGuarded(file, call))
      .map(({ call, entry, path }) => ({
        file,
        call,
        entry,
        path,
        ways,
        dependence: this.dependence(file, call),
        isRare: call.conditions.some((id) => this.isRare(file, file.facts.conditions[id])),
        isDefault: call.conditions.some((id) => this.asksForParameter(file, file.facts.conditions[id])),
      }));
  }

  /** The catalogue's entry for what a call makes, whenever it makes it. */
  match(file: ProgramFile, call: CallFacts): Pick<Creation, 'entry' | 'path'> | undefined {
    for (const value of this.analysis.values.of(file, call.callee)) {
      const entry = value.kind === 'external' ? this.catalogue.find(file.language, value.path, call.isNew) : undefined;
      if (entry !== undefined && value.kind === 'external') return { entry, path: value.path };
    }
    return undefined;
  }

  /** `DynamoDBDocumentClient.from(new DynamoDBClient({}))` is one creation. */
  private isPartOf(file: ProgramFile, call: CallFacts, matches: readonly { readonly call: CallFacts }[]): boolean {
    return matches.some(
      (other) =>
        other.call !== call &&
        [other.call.callee, ...other.call.arguments.map(({ value }) => value)].some((given) =>
          partsOfExpression(file, given).some((part) => part.kind === 'call' && file.facts.calls[part.call] === call),
        ),
    );
  }

  private dependence(file: ProgramFile, call: CallFacts): Dependence {
    const { callee } = call;
    const given = call.arguments.map(({ value }) => value);
    const all = [...(callee.kind === 'member' ? [callee.object] : []), ...given].map((expression) =>
      this.analysis.taint.of(file, expression),
    );
    return {
      event: all.some(({ event }) => event),
      context: all.some(({ context }) => context),
      credentials: all.some(({ credentials }) => credentials) || this.takesCredentials(file, call),
    };
  }

  /** Whether the invocation brings what a client is given as credentials, wherever they were made. */
  private takesCredentials(file: ProgramFile, call: CallFacts): boolean {
    return call.arguments.some(({ name, value }) => {
      const entries = value.kind === 'object' ? value.entries : [];
      return [{ name: name ?? '', value }, ...entries].some(
        (given) => CREDENTIAL_NAMES.test(given.name) && this.analysis.taint.of(file, given.value).event,
      );
    });
  }

  private isRare(file: ProgramFile, condition: Condition | undefined): boolean {
    if (condition === undefined) return false;
    if (condition.branch === 'failure') return true;
    if (condition.branch !== 'then' || condition.test === undefined) return false;
    return partsOfExpression(file, condition.test).some((part) => {
      if (part.kind === 'literal') return RARE.test(part.text ?? '');
      return (part.kind === 'name' || part.kind === 'member') && RARE.test(part.name);
    });
  }

  private asksForParameter(file: ProgramFile, condition: Condition | undefined): boolean {
    if (condition?.test === undefined) return false;
    const binding = bindingOf(file, condition.test) ?? this.parameterIn(file, condition);
    if (binding?.kind !== 'parameter') return false;
    const parameters = file.facts.functions[binding.function]?.parameters ?? [];
    return parameters.some(({ name, hasDefault }) => hasDefault && name === binding.name);
  }

  /** `if s3 is None` */
  private parameterIn(file: ProgramFile, { test }: Condition): ReturnType<typeof bindingOf> {
    const parts = test === undefined ? [] : partsOfExpression(file, test);
    const names = parts.filter(({ kind }) => kind === 'name');
    const [only] = names;
    return names.length === 1 && only !== undefined ? bindingOf(file, only) : undefined;
  }
}
