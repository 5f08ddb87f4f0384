import { toError, UserError } from '../lambda/errors';
import type { ProjectFunction } from '../project/projectFunction';
import type { InterpreterHost } from '../runtimes/interpreterHost';
import { functionKey } from './functionNames';

/** What a user may decide about interpreters; read anew for every question. */
export interface InterpreterSettings {
  readonly nodePath: string | undefined;
  readonly pythonPath: string | undefined;
}

/** Finds out what is missing on this machine to run functions. Interpreters are asked for their version. */
export class MissingInterpreters {
  constructor(
    private readonly host: InterpreterHost,
    private readonly settings: InterpreterSettings,
    private readonly workspaceFolders: () => readonly string[],
  ) {}

  /** Key of a function -> what to do, for those whose interpreter cannot be found. */
  async of(functions: readonly ProjectFunction[]): Promise<Map<string, string>> {
    const known = new Map<string, Promise<string | undefined>>();
    const missing = new Map<string, string>();
    for (const found of functions) {
      const { runtime, codePath } = found.configuration;
      const place = `${runtime}:${codePath}`;
      const message = await (known.get(place) ?? this.ask(runtime, codePath, known));
      if (message !== undefined) missing.set(functionKey(found), message);
    }
    return missing;
  }

  private ask(
    runtime: string,
    codePath: string,
    known: Map<string, Promise<string | undefined>>,
  ): Promise<string | undefined> {
    const asked = this.find(runtime, codePath).catch((thrown: unknown) => {
      if (thrown instanceof UserError) return thrown.message;
      throw toError(thrown);
    });
    known.set(`${runtime}:${codePath}`, asked);
    return asked;
  }

  private async find(runtime: string, codePath: string): Promise<undefined> {
    const [{ nodeMajor, pythonVersion }, { NodeInterpreters }, { PythonInterpreters }] = await Promise.all([
      import('../runtimes/runtimeIdentifiers'),
      import('../runtimes/node/nodeInterpreter'),
      import('../runtimes/python/pythonInterpreter'),
    ]);
    const major = nodeMajor(runtime);
    const version = pythonVersion(runtime);
    const { host, settings, workspaceFolders } = this;
    if (major !== undefined) {
      await new NodeInterpreters(host, () => settings.nodePath).find(major, codePath);
    } else if (version !== undefined) {
      const interpreters = new PythonInterpreters(host, {
        interpreterPath: () => settings.pythonPath,
        workspaceFolders,
      });
      await interpreters.find(version, codePath);
    }
    return undefined;
  }
}
