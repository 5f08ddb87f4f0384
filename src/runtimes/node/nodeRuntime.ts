import path from 'node:path';
import { UserError } from '../../lambda/errors';
import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import { debuggerVariable, probeVariables } from '../ownClient';
import type { LaunchPlace, PreparedRuntime, RuntimeSupport } from '../runtime';
import { nodeMajor, unsupportedRuntimeMessage } from '../runtimeIdentifiers';
import { executableFolders, joinSearchPath, libraryFolders } from '../searchPaths';
import { findHandlerFile } from './handlerFile';
import { nodeFlags } from './nodeFlags';
import { majorOf, type NodeInterpreter, type NodeInterpreters } from './nodeInterpreter';
import type { TypeScriptBuilder } from './typescript/typeScriptBuilder';

/** Names the module to load instead of the handler's own file; `_HANDLER` keeps what the user configured. */
const HANDLER_FILE_VARIABLE = '_WARMPATH_HANDLER_FILE';

/** What Node.js says about its inspector. */
const INSPECTOR_OUTPUT =
  /^(?:Debugger (?:attached|listening on|ending on)|Waiting for the debugger to disconnect|For help, see: https:\/\/nodejs\.org\/)/;

/** Runs `nodejs*.x` functions with a Node.js of this machine and Warmpath's own runtime client. */
export class NodeRuntime implements RuntimeSupport {
  readonly family = 'node';

  constructor(
    private readonly interpreters: NodeInterpreters,
    private readonly builder: TypeScriptBuilder,
    /** Absolute path of the runtime client. */
    private readonly clientFile: string,
    /** Absolute path of the probe. */
    private readonly probeFile: string,
    private readonly platform: NodeJS.Platform,
  ) {}

  supports(runtime: string): boolean {
    return nodeMajor(runtime) !== undefined;
  }

  async prepare(configuration: FunctionConfiguration): Promise<PreparedRuntime> {
    const { name, runtime, codePath, handler, memorySize, environment } = configuration;
    const major = nodeMajor(runtime);
    if (major === undefined) {
      throw new UserError(unsupportedRuntimeMessage(name, runtime));
    }
    const interpreter = await this.interpreters.find(major, codePath);
    const found = findHandlerFile(codePath, handler);
    const built =
      found?.typeScript === true
        ? await this.builder.build({ entry: found.file, codePath, nodeVersion: interpreter.version })
        : undefined;
    const flags = nodeFlags(major, memorySize, environment['NODE_OPTIONS'] ?? '', interpreter);
    return {
      visiblePaths: [
        interpreter.executable,
        this.clientFile,
        this.probeFile,
        ...(built === undefined ? [] : [path.dirname(built.output), ...built.visiblePaths]),
      ],
      notices: [
        ...versionNotice(runtime, major, interpreter),
        ...(found?.newerSource === undefined
          ? []
          : [
              `${path.relative(codePath, found.file)} is run although ${path.relative(codePath, found.newerSource)} is newer; compile it, or delete the JavaScript file to run the TypeScript one.`,
            ]),
      ],
      ownClient: true,
      debuggerOutput: INSPECTOR_OUTPUT,
      honoursExecWrapper: true,
      hasProbe: true,
      launch: (place, doors = {}) => ({
        command: interpreter.executable,
        arguments: [
          ...flags,
          ...(built === undefined ? [] : ['--enable-source-maps']),
          // Else Node.js tells about its inspector in the log of the function.
          ...(doors.debugger === undefined ? [] : ['--inspect-publish-uid=http']),
          this.clientFile,
        ],
        environment: {
          ...this.variables(runtime, major, interpreter, place),
          ...debuggerVariable(doors.debugger),
          ...probeVariables(doors.probe, this.probeFile),
          ...handlerFileVariable(built?.output ?? fileInLayers(handler, place)),
        },
      }),
    };
  }

  /** Ends what building TypeScript needed. */
  dispose(): Promise<void> {
    return this.builder.dispose();
  }

  /** lambda-contract §8.1, column nodejs24.x. */
  private variables(
    runtime: string,
    major: number,
    interpreter: NodeInterpreter,
    place: LaunchPlace,
  ): Record<string, string> {
    const { platform } = this;
    const runtimeFolder = path.dirname(this.clientFile);
    return {
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      LAMBDA_RUNTIME_DIR: runtimeFolder,
      NODE_PATH: joinSearchPath(
        [
          `${place.opt}/nodejs/node${major}/node_modules`,
          `${place.opt}/nodejs/node_modules`,
          `${runtimeFolder}/node_modules`,
          runtimeFolder,
          place.taskRoot,
        ],
        platform,
      ),
      PATH: joinSearchPath(executableFolders(place, path.dirname(interpreter.executable)), platform),
      LD_LIBRARY_PATH: joinSearchPath(libraryFolders(place, runtimeFolder), platform),
      PWD: place.taskRoot,
      SHLVL: '0',
    };
  }
}

function handlerFileVariable(file: string | undefined): Record<string, string> {
  return file === undefined ? {} : { [HANDLER_FILE_VARIABLE]: file };
}

/** Monitoring layers are configured as handler, by their path under `/opt`, which may be another folder here. */
function fileInLayers(handler: string, { opt, optOnHost }: LaunchPlace): string | undefined {
  if (!handler.startsWith('/opt/') || opt === '/opt' || optOnHost === undefined) {
    return undefined;
  }
  const found = findHandlerFile(optOnHost, handler.slice('/opt/'.length));
  return found === undefined || found.typeScript ? undefined : path.join(opt, path.relative(optOnHost, found.file));
}

function versionNotice(runtime: string, major: number, { version, executable }: NodeInterpreter): string[] {
  return majorOf(version) === major
    ? []
    : [
        `The function is configured for ${runtime} and runs with Node.js ${version} (${executable}); install Node.js ${major} or choose one in the settings to run the version AWS uses.`,
      ];
}
