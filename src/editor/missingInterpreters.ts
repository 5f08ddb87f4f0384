import { toError, UserError } from '../lambda/errors';
import type { ProjectFunction } from '../project/projectFunction';
import type { InterpreterHost } from '../runtimes/interpreterHost';
import type { NodeInterpreters } from '../runtimes/node/nodeInterpreter';
import type { PythonInterpreters } from '../runtimes/python/pythonInterpreter';
import { functionKey } from './functionNames';

/** What a user may decide about interpreters; read anew for every question. */
export interface InterpreterSettings {
  readonly nodePath: string | undefined;
  readonly pythonPath: string | undefined;
}

/** They remember what an interpreter has answered. */
interface Finders {
  readonly node: NodeInterpreters;
  readonly python: PythonInterpreters;
}

/** Finds out what is missing on this machine to run functions. Interpreters are asked for their version. */
export class MissingInterpreters {
  private finders: Promise<Finders> | undefined;

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
    const { nodeMajor, pythonVersion } = await import('../runtimes/runtimeIdentifiers');
    const major = nodeMajor(runtime);
    const version = pythonVersion(runtime);
    if (major === undefined && version === undefined) return undefined;
    this.finders ??= this.load();
    const { node, python } = await this.finders;
    if (major !== undefined) await node.find(major, codePath);
    if (version !== undefined) await python.find(version, codePath);
    return undefined;
  }

  private async load(): Promise<Finders> {
    const [{ NodeInterpreters }, { PythonInterpreters }] = await Promise.all([
      import('../runtimes/node/nodeInterpreter'),
      import('../runtimes/python/pythonInterpreter'),
    ]);
    const { host, settings, workspaceFolders } = this;
    return {
      node: new NodeInterpreters(host, () => settings.nodePath),
      python: new PythonInterpreters(host, { interpreterPath: () => settings.pythonPath, workspaceFolders }),
    };
  }
}
