import path from 'node:path';
import { UserError } from '../../lambda/errors';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import type { Interpreter } from '../interpreters';
import { debuggerVariable, probeVariables } from '../ownClient';
import type { LaunchPlace, PreparedRuntime, RuntimeSupport, RuntimeUse } from '../runtime';
import { pythonVersion, unsupportedRuntimeMessage } from '../runtimeIdentifiers';
import { executableFolders, joinSearchPath, libraryFolders } from '../searchPaths';
import type { CompiledClient } from './compiledClient';
import type { CompiledProbe } from './compiledProbe';
import type { Debugpy } from './debugpy';
import type { PythonInterpreters } from './pythonInterpreter';

/** Where AWS keeps its runtime client; there is none here, and child processes must not find ours on their path. */
const RUNTIME_FOLDER = '/var/runtime';

/** Runs `python3.*` functions with a Python of this machine and Warmpath's own runtime client. */
export class PythonRuntime implements RuntimeSupport {
  readonly family = 'python';

  constructor(
    private readonly interpreters: PythonInterpreters,
    private readonly client: CompiledClient,
    private readonly debugpy: Debugpy,
    /** Absolute path of the part of the runtime client that lets debuggers in. */
    private readonly debuggerFile: string,
    private readonly probe: CompiledProbe,
    private readonly platform: NodeJS.Platform,
  ) {}

  supports(runtime: string): boolean {
    return pythonVersion(runtime) !== undefined;
  }

  async prepare(configuration: FunctionConfiguration, use?: RuntimeUse): Promise<PreparedRuntime> {
    const { name, runtime, codePath } = configuration;
    const version = pythonVersion(runtime);
    if (version === undefined) {
      throw new UserError(unsupportedRuntimeMessage(name, runtime));
    }
    const interpreter = await this.interpreters.find(version, codePath);
    const clientFile = await this.client.fileFor(interpreter);
    const probeFile = use?.evidence === true ? await this.probe.fileFor(interpreter) : this.probe.sourceFile;
    const debugpy = use?.debug === true ? await this.debugpy.folderFor(interpreter, name, codePath) : undefined;
    return {
      visiblePaths: [
        ...new Set([
          interpreter.executable,
          ...interpreter.folders,
          clientFile,
          path.dirname(probeFile),
          ...(debugpy === undefined ? [] : [debugpy, this.debuggerFile]),
        ]),
      ],
      notices: versionNotice(runtime, version, interpreter),
      ownClient: true,
      honoursExecWrapper: true,
      hasProbe: true,
      launch: (place, doors = {}) => ({
        command: interpreter.executable,
        // AWS's runtime has no packages of a home folder.
        arguments: [
          '-s',
          // Breakpoints in modules that are frozen into the interpreter would not be seen.
          ...(debugpy === undefined || !hasFrozenModules(interpreter) ? [] : ['-X', 'frozen_modules=off']),
          clientFile,
        ],
        environment: {
          ...this.variables(runtime, interpreter, place),
          ...debuggerVariable(doors.debugger),
          ...probeVariables(doors.probe, probeFile),
          ...(debugpy === undefined ? {} : { _WARMPATH_DEBUGPY: debugpy, _WARMPATH_DEBUGGER_FILE: this.debuggerFile }),
        },
      }),
    };
  }

  /** lambda-contract §8.1, column python3.14. */
  private variables(runtime: string, interpreter: Interpreter, place: LaunchPlace): Record<string, string> {
    const { platform } = this;
    return {
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      // The client puts the folders of layers on sys.path, and sets PYTHONPATH, as AWS's bootstrap does.
      _WARMPATH_OPT: place.opt,
      PATH: joinSearchPath(executableFolders(place, path.dirname(interpreter.executable)), platform),
      LD_LIBRARY_PATH: joinSearchPath(libraryFolders(place, RUNTIME_FOLDER), platform),
      ...(platform === 'win32' ? {} : { LC_CTYPE: 'C.UTF-8' }),
      PWD: place.taskRoot,
      SHLVL: '0',
    };
  }
}

/** From 3.11 on modules of the standard library may be part of the program. */
function hasFrozenModules({ version }: Interpreter): boolean {
  return Number(version.split('.')[1]) >= 11;
}

function versionNotice(runtime: string, wanted: string, { version, executable }: Interpreter): string[] {
  return version.startsWith(`${wanted}.`)
    ? []
    : [
        `The function is configured for ${runtime} and runs with Python ${version} (${executable}); install Python ${wanted} or choose one in the settings to run the version AWS uses.`,
      ];
}
