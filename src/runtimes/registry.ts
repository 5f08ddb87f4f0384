import path from 'node:path';
import { UserError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { InterpreterHost } from './interpreterHost';
import { NodeInterpreters } from './node/nodeInterpreter';
import { NodeRuntime } from './node/nodeRuntime';
import { Bundlers } from './node/typescript/bundler';
import { TypeScriptBuilder } from './node/typescript/typeScriptBuilder';
import { ProvidedRuntime } from './provided/providedRuntime';
import { CompiledClient } from './python/compiledClient';
import { CompiledProbe } from './python/compiledProbe';
import { Debugpy } from './python/debugpy';
import { PythonInterpreters } from './python/pythonInterpreter';
import { PythonRuntime } from './python/pythonRuntime';
import type { RuntimeSupport } from './runtime';
import { unsupportedRuntimeMessage } from './runtimeIdentifiers';

/** What the runtimes of this machine are made from. */
export interface RuntimeOptions {
  readonly host: InterpreterHost;
  /** Folder that holds `node/client.cjs` and `python/client.py`. */
  readonly clientsFolder: string;
  /** Folder outside every project for built TypeScript handlers; made when needed. */
  readonly buildFolder: string;
  readonly settings: RuntimeSettings;
}

/** What a user may decide; read anew for every function that is prepared. */
export interface RuntimeSettings {
  /** Path of the Node.js to use instead of the one that is found. */
  nodePath(): string | undefined;
  /** Path of the Python to use instead of the one that is found. */
  pythonPath(): string | undefined;
  /** Folder with a debugpy for Pythons that have none; undefined when there is none. */
  debugpyFolder(): string | undefined;
  /** Folders up to which Python's virtual environments are looked for. */
  workspaceFolders(): readonly string[];
}

/** Knows how the runtime of every function is started. */
export class RuntimeRegistry {
  private readonly node: NodeRuntime;
  private readonly supports: readonly RuntimeSupport[];

  constructor({ host, clientsFolder, buildFolder, settings }: RuntimeOptions) {
    this.node = new NodeRuntime(
      new NodeInterpreters(host, () => settings.nodePath()),
      new TypeScriptBuilder(buildFolder, new Bundlers()),
      path.join(clientsFolder, 'node', 'client.cjs'),
      path.join(clientsFolder, 'node', 'probe.cjs'),
      host.platform,
    );
    const pythonInterpreters = new PythonInterpreters(host, {
      interpreterPath: () => settings.pythonPath(),
      workspaceFolders: () => settings.workspaceFolders(),
    });
    this.supports = [
      this.node,
      new PythonRuntime(
        pythonInterpreters,
        new CompiledClient(host, path.join(clientsFolder, 'python', 'client.py'), buildFolder),
        new Debugpy(host, () => settings.debugpyFolder()),
        path.join(clientsFolder, 'python', 'debugger.py'),
        new CompiledProbe(host, path.join(clientsFolder, 'python', 'probe'), buildFolder),
        host.platform,
      ),
      new ProvidedRuntime(
        { platform: host.platform, architecture: process.arch },
        {
          node: path.join(clientsFolder, 'node', 'probe.cjs'),
          python: path.join(clientsFolder, 'python', 'probe', 'load.py'),
          pythonFolder: path.join(clientsFolder, 'python', 'sitecustomize'),
        },
      ),
    ];
  }

  /** The support for a function's runtime. Throws a UserError that names the supported ones when there is none. */
  find({ name, runtime }: FunctionConfiguration): RuntimeSupport {
    const support = this.supports.find((candidate) => candidate.supports(runtime));
    if (support === undefined) {
      throw new UserError(unsupportedRuntimeMessage(name, runtime));
    }
    return support;
  }

  /** Ends what preparing functions has started. */
  dispose(): Promise<void> {
    return this.node.dispose();
  }
}
