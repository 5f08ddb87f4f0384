import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FileWatcher, namedFiles } from '../fleet/fileWatcher';
import type { Fleet } from '../fleet/fleet';
import { toError, UserError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { Disposable } from '../lambda/lifecycleEvents';
import type { Clock, Logger } from '../lambda/ports';
import { withDistinctNames } from '../project/distinctNames';
import { canRun, type Problem, type ProjectFunction } from '../project/projectFunction';
import type { ProjectModel } from '../project/projectModel';
import { NewProblems } from './newProblems';
import type { ProjectWatcher } from './projectWatcher';
import { ServableFunctions } from './servableFunctions';

export interface ServedProjectOptions {
  readonly fleet: Fleet;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly model: ProjectModel;
  /** Has read the files of the model. */
  readonly watcher: ProjectWatcher;
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Absolute paths of the files that `prepare` reads besides. */
  readonly environmentFiles: readonly string[];
  /** Makes functions ready to be run. May throw a UserError. */
  readonly prepare: (functions: readonly ProjectFunction[]) => Promise<readonly ProjectFunction[]>;
  /** Gets problems that were not there before. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  /** The fleet serves what the project holds now: these functions. */
  readonly onServed: (functions: readonly ProjectFunction[]) => Promise<void>;
  /** A line for the user, when something changed. */
  readonly onChange: (message: string) => void;
}

/** Keeps a fleet in step with a project. */
export class ServedProject {
  private readonly configurations = new Map<string, FunctionConfiguration>();
  private readonly servable = new ServableFunctions();
  private readonly problems = new NewProblems();
  private readonly subscriptions: Disposable[] = [];
  /** Absolute paths of changed files that are not taken in yet. */
  private readonly changed = new Set<string>();
  /** What the user has been told to be broken. */
  private broken: ReadonlySet<string> = new Set();
  private working: Promise<void> = Promise.resolve();
  private disposed = false;

  constructor(private readonly options: ServedProjectOptions) {}

  /** Serves what can run now and follows the project from then on. Throws a UserError when a `.env` file cannot be read. */
  async start(): Promise<readonly ProjectFunction[]> {
    const { model, watcher } = this.options;
    this.subscriptions.push(
      model.onChange(({ templates, sources }) => {
        this.take([...templates, ...sources]);
      }),
      model.watch(watcher),
    );
    const environmentWatcher = this.watchEnvironmentFiles();
    await Promise.all([watcher.ready(), environmentWatcher?.ready]);
    // A change that came meanwhile waits.
    const serving = this.working.then(() => this.serve());
    this.working = serving.then(
      () => undefined,
      () => undefined,
    );
    return (await serving).functions;
  }

  /** Stops following the project; what is being taken in is finished. */
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
    await this.working;
  }

  private watchEnvironmentFiles(): FileWatcher | undefined {
    const { environmentFiles, clock, logger } = this.options;
    if (environmentFiles.length === 0) return undefined;
    const watcher = new FileWatcher({
      // A file that is replaced is noticed by its folder.
      paths: [...new Set(environmentFiles.map((file) => path.dirname(file)))],
      ignores: (file, inside) => inside !== '' && !environmentFiles.includes(file),
      clock,
      logger,
      onChange: (files) => {
        this.take(files);
      },
    });
    this.subscriptions.push(watcher);
    return watcher;
  }

  private take(files: readonly string[]): void {
    const isExpected = this.changed.size > 0;
    for (const file of files) this.changed.add(file);
    if (!isExpected) this.working = this.working.then(() => this.takeIn());
  }

  private async takeIn(): Promise<void> {
    const files = namedFiles([...this.changed], this.options.folder);
    this.changed.clear();
    if (this.disposed) return;
    try {
      const { changes } = await this.serve();
      const what = changes.length === 0 ? '' : `: ${changes.join(', ')}`;
      this.options.onChange(`${files} changed; the functions were read again${what}.`);
    } catch (thrown) {
      this.options.logger.warn(`${files} changed and could not be read: ${toError(thrown).message}`);
    }
  }

  private async serve(): Promise<{ functions: readonly ProjectFunction[]; changes: readonly string[] }> {
    const { model, folder, prepare, onProblems, onServed, fleet } = this.options;
    const found = await prepare(describedFirst(model.functions));
    const {
      functions: servable,
      waitingFiles,
      waitingFunctions,
    } = this.servable.take({
      functions: found,
      problems: model.problems,
    });
    const functions = withDistinctNames(servable, folder);
    // Functions that are as they were have their problems of then; the same objects come once.
    const problems = new Set([...model.problems, ...[...found, ...functions].flatMap((each) => each.problems)]);
    onProblems(this.problems.take([...problems]));
    this.tellBroken([
      ...waitingFiles.map((file) => `${namedFiles([file], folder)} has errors; its functions are served as they were.`),
      ...waitingFunctions.map((name) => `${name} has errors; it is served as it was.`),
    ]);
    const changes = await this.update(functions.filter(canRun).map(({ configuration }) => configuration));
    const names = new Set(fleet.functions().map(({ name }) => name));
    const served = functions.filter(({ configuration }) => names.has(configuration.name));
    await onServed(served);
    return { functions: served, changes };
  }

  /** Brings the fleet in step; functions whose configuration is as it was keep their environments. */
  private async update(configurations: readonly FunctionConfiguration[]): Promise<string[]> {
    const changes: string[] = [];
    const names = new Set(configurations.map(({ name }) => name));
    for (const name of [...this.configurations.keys()].filter((each) => !names.has(each))) {
      this.configurations.delete(name);
      await this.options.fleet.remove(name);
      changes.push(`${name} is gone`);
    }
    for (const configuration of configurations) {
      const { name } = configuration;
      const before = this.configurations.get(name);
      if (isDeepStrictEqual(before, configuration)) continue;
      this.configurations.set(name, configuration);
      await this.serveOne(configuration);
      changes.push(`${name} ${before === undefined ? 'is new' : 'has changed'}`);
    }
    return changes;
  }

  /** A function that cannot run on this machine does not keep the others from being served. */
  private async serveOne(configuration: FunctionConfiguration): Promise<void> {
    try {
      await this.options.fleet.serve(configuration);
    } catch (thrown) {
      if (!(thrown instanceof UserError)) {
        throw thrown;
      }
      this.options.logger.warn(thrown.message);
    }
  }

  private tellBroken(messages: readonly string[]): void {
    for (const message of messages) if (!this.broken.has(message)) this.options.onChange(message);
    this.broken = new Set(messages);
  }
}

/** Handlers that no template names are served only where templates name none. */
function describedFirst(functions: readonly ProjectFunction[]): readonly ProjectFunction[] {
  const described = functions.filter(({ origin }) => origin !== 'convention');
  return described.length === 0 ? functions : described;
}
