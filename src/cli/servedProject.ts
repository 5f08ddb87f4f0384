import { FileWatcher } from '../fleet/fileWatcher';
import type { Fleet } from '../fleet/fleet';
import { toError, UserError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { Disposable } from '../lambda/lifecycleEvents';
import { systemClock, type Logger } from '../lambda/ports';
import { canRun, type Problem, type ProjectFunction } from '../project/projectFunction';

/** The functions and problems of a project at one time. */
export interface ProjectContents {
  readonly functions: readonly ProjectFunction[];
  readonly problems: readonly Problem[];
}

export interface ServedProjectOptions {
  readonly fleet: Fleet;
  readonly logger: Logger;
  /** Reads the project anew. */
  readonly read: () => Promise<ProjectContents>;
  readonly onProblems: (problems: readonly Problem[]) => void;
  /** The fleet serves what the project holds now: these functions. */
  readonly onServed: (functions: readonly ProjectFunction[]) => Promise<void>;
  /** A line for the user, when something changed. */
  readonly onChange: (message: string) => void;
}

/** Keeps a fleet in step with the templates of a project. */
export class ServedProject implements Disposable {
  private readonly configurations = new Map<string, string>();
  private watcher: FileWatcher | undefined;
  private loading: Promise<void> = Promise.resolve();

  constructor(private readonly options: ServedProjectOptions) {}

  /** Serves what can run now and follows the templates from then on. Throws a UserError when the project cannot be read. */
  async start(): Promise<readonly ProjectFunction[]> {
    const contents = await this.options.read();
    await this.serve(contents);
    // A template that cannot be read now may be repaired.
    const templates = [
      ...new Set([
        ...contents.functions.flatMap(({ template }) => (template === undefined ? [] : [template.file])),
        ...contents.problems.map(({ file }) => file),
      ]),
    ];
    if (templates.length > 0) {
      this.watcher = new FileWatcher(templates, [], systemClock, this.options.logger, (file) => {
        this.loading = this.loading.then(() => this.reload(file));
      });
    }
    return this.served(contents.functions);
  }

  dispose(): void {
    this.watcher?.dispose();
  }

  private async reload(file: string): Promise<void> {
    try {
      await this.serve(await this.options.read());
      this.options.onChange(`${file} changed; the functions were read again.`);
    } catch (thrown) {
      this.options.logger.warn(`${file} changed and could not be read: ${toError(thrown).message}`);
    }
  }

  /** Functions whose configuration is as it was keep their environments. */
  private async serve({ functions, problems }: ProjectContents): Promise<void> {
    const { fleet } = this.options;
    this.options.onProblems([...problems, ...functions.flatMap((found) => found.problems)]);
    const runnable = functions.filter(canRun).map(({ configuration }) => configuration);
    for (const name of [...this.configurations.keys()]) {
      if (!runnable.some((configuration) => configuration.name === name)) {
        this.configurations.delete(name);
        await fleet.remove(name);
      }
    }
    for (const configuration of runnable) {
      const text = JSON.stringify(configuration);
      if (this.configurations.get(configuration.name) !== text) {
        this.configurations.set(configuration.name, text);
        await this.serveOne(configuration);
      }
    }
    await this.options.onServed(this.served(functions));
  }

  private served(functions: readonly ProjectFunction[]): readonly ProjectFunction[] {
    const names = new Set(this.options.fleet.functions().map(({ name }) => name));
    return functions.filter(({ configuration }) => names.has(configuration.name));
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
}
