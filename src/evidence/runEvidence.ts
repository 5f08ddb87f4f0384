import type { SourcePlace } from '../lambda/evidence';
import type { LifecycleEvent, LifecycleEventOf } from '../lambda/lifecycleEvents';
import { dispatch, type EventHandlers } from '../timeline/dispatch';
import { ConnectionRuns } from './connectionRuns';
import { FileRuns } from './fileRuns';
import { LeftoverRuns } from './leftoverRuns';
import type { LineEvidence } from './lineEvidence';
import { declarationLine, StateRuns } from './stateRuns';

/** Runs of one thing at one place. */
interface AtPlace<Runs> {
  readonly place: Pick<SourcePlace, 'file' | 'line'>;
  readonly runs: Runs;
}

/** Everything that was seen of one function since its code is what it is. */
class FunctionRuns {
  readonly invocations = new Set<string>();
  readonly connections = new Map<string, AtPlace<ConnectionRuns>>();
  readonly files = new Map<string, AtPlace<FileRuns>>();
  readonly leftovers = new Map<string, AtPlace<LeftoverRuns>>();
  /** By file and name of the variable; its line is looked for in the text. */
  readonly variables = new Map<string, { readonly file: string; readonly name: string; readonly runs: StateRuns }>();
}

/** A reason of a cold start that says that what was seen before was seen of other code. */
const OTHER_CODE = 'code changed';

/**
 * What runs have shown about lines of code, folded from the lifecycle events of any number of functions. A cold start
 * because of changed code begins anew for its function.
 */
export class RunEvidence {
  private readonly functions = new Map<string, FunctionRuns>();

  private readonly handlers: EventHandlers<void> = {
    'environment.created': ({ record, functionName }) => {
      if (record.reason.startsWith(OTHER_CODE)) this.functions.delete(functionName);
    },
    'platform.report': (event) => {
      this.runsOf(event).invocations.add(event.record.requestId);
      this.eachConnection(event, (runs, environmentId) => runs.invocationEnded(environmentId));
    },
    'environment.reset': (event) => this.processesEnded(event),
    'environment.stopped': (event) => this.processesEnded(event),
    'evidence.connection': (event) => this.addConnection(event),
    'evidence.connectionEnded': (event) => {
      const { connectionId, by } = event.record;
      this.eachConnection(event, (runs, environmentId) => runs.ended(environmentId, connectionId, by));
    },
    'evidence.file': (event) => this.addFile(event),
    'evidence.state': (event) => this.addState(event),
    'evidence.leftover': (event) => this.addLeftovers(event),
  };

  add(event: LifecycleEvent): void {
    dispatch(this.handlers, event);
  }

  /** Forgets everything. */
  clear(): void {
    this.functions.clear();
  }

  /** The files in which something was seen of a function, absolute paths. */
  files(functionName: string): string[] {
    const runs = this.functions.get(functionName);
    if (runs === undefined) return [];
    const placed = [...runs.connections.values(), ...runs.files.values(), ...runs.leftovers.values()];
    return [
      ...new Set([...placed.map(({ place }) => place.file), ...[...runs.variables.values()].map(({ file }) => file)]),
    ];
  }

  /**
   * What is known now, of all functions or of one, in the order of files and lines; `textOf` gives the text of a file, where
   * there is one.
   */
  lines(textOf: (file: string) => string | undefined, only?: string): LineEvidence[] {
    const all = [...this.functions]
      .filter(([functionName]) => only === undefined || functionName === only)
      .flatMap(([functionName, runs]) => linesOf(functionName, runs, textOf));
    return all.sort((left, right) =>
      left.file === right.file ? left.line - right.line : left.file < right.file ? -1 : 1,
    );
  }

  private runsOf({ functionName }: LifecycleEvent): FunctionRuns {
    let runs = this.functions.get(functionName);
    if (runs === undefined) {
      runs = new FunctionRuns();
      this.functions.set(functionName, runs);
    }
    return runs;
  }

  private eachConnection(event: LifecycleEvent, action: (runs: ConnectionRuns, environmentId: string) => void): void {
    for (const { runs } of this.functions.get(event.functionName)?.connections.values() ?? []) {
      action(runs, event.environmentId ?? '');
    }
  }

  private processesEnded(event: LifecycleEvent): void {
    this.eachConnection(event, (runs, environmentId) => runs.processesEnded(environmentId));
  }

  private addConnection(event: LifecycleEventOf<'evidence.connection'>): void {
    const { record, environmentId = '', requestId } = event;
    if (record.place === undefined) return;
    const { connections } = this.runsOf(event);
    atPlace(connections, record.place, record.peer, () => new ConnectionRuns(record)).opened(
      environmentId,
      requestId,
      record,
    );
  }

  private addFile(event: LifecycleEventOf<'evidence.file'>): void {
    const { record, environmentId = '', requestId } = event;
    const { files } = this.runsOf(event);
    if (record.place !== undefined) {
      atPlace(files, record.place, '', () => new FileRuns()).changed(environmentId, requestId, record);
    } else if (record.change === 'removed') {
      for (const { runs } of files.values()) runs.changed(environmentId, requestId, record);
    }
  }

  private addState(event: LifecycleEventOf<'evidence.state'>): void {
    const { variables } = this.runsOf(event);
    const { file } = event.record;
    for (const variable of event.record.variables) {
      const key = `${file} ${variable.name}`;
      let entry = variables.get(key);
      if (entry === undefined) {
        entry = { file, name: variable.name, runs: new StateRuns() };
        variables.set(key, entry);
      }
      entry.runs.seen(event.requestId, variable);
    }
  }

  private addLeftovers(event: LifecycleEventOf<'evidence.leftover'>): void {
    const { environmentId = '', requestId } = event;
    const { leftovers } = this.runsOf(event);
    for (const leftover of event.record.leftovers) {
      if (leftover.place === undefined) continue;
      atPlace(leftovers, leftover.place, leftover.kind, () => new LeftoverRuns()).seen(
        environmentId,
        requestId,
        leftover,
      );
    }
  }
}

function atPlace<Runs>(all: Map<string, AtPlace<Runs>>, place: SourcePlace, what: string, make: () => Runs): Runs {
  const key = `${place.file}:${String(place.line)} ${what}`;
  let entry = all.get(key);
  if (entry === undefined) {
    entry = { place, runs: make() };
    all.set(key, entry);
  }
  return entry.runs;
}

function linesOf(
  functionName: string,
  runs: FunctionRuns,
  textOf: (file: string) => string | undefined,
): LineEvidence[] {
  const count = runs.invocations.size;
  const placed = [...runs.connections.values(), ...runs.files.values(), ...runs.leftovers.values()];
  const texts = new Map<string, string | undefined>();
  return [
    ...placed.flatMap(({ place: { file, line }, runs: each }) => each.evidence({ file, line, functionName }, count)),
    ...[...runs.variables.values()].flatMap(({ file, name, runs: each }) => {
      if (!texts.has(file)) texts.set(file, textOf(file));
      const line = declarationLine(texts.get(file) ?? '', name);
      return line === undefined ? [] : each.evidence({ file, line, functionName }, count);
    }),
  ];
}
