import path from 'node:path';
import { EXEC_WRAPPER_VARIABLE, wrapLaunch } from '../runtimes/execWrapper';
import { OWN_CLIENT_VARIABLES } from '../runtimes/ownClient';
import type { LaunchFailure, RuntimeDoors } from '../runtimes/runtime';
import { extensionVariables, runtimeVariables, type VariableSources } from '../runtimes/variables';
import type { ProcessSpecification, SandboxInstance } from '../sandbox/sandbox';
import type { DeadlineFile } from './deadlineFile';
import type { EnvironmentIdentity } from './environmentIdentity';
import type { EnvironmentOptions } from './environmentOptions';

/** Where the processes of an environment reach their host. */
export interface ProcessAddresses {
  /** `host:port` of the Runtime API. */
  readonly api: string;
  readonly doors: RuntimeDoors;
}

/** Command lines and variables of the processes of one environment; the same for every Init phase. */
export class ProcessCommands {
  private readonly sources: VariableSources;

  constructor(
    private readonly options: EnvironmentOptions,
    private readonly place: SandboxInstance,
    private readonly addresses: ProcessAddresses,
    identity: EnvironmentIdentity,
    private readonly deadlineFile: DeadlineFile | undefined,
  ) {
    const { configuration, settings, initializationType, host } = options;
    const { api } = addresses;
    this.sources = {
      configuration,
      functionVersion: '$LATEST',
      initializationType,
      logStreamName: identity.logStreamName,
      runtimeApi: api,
      place,
      region: settings.region,
      ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
      metadata: { api, token: identity.metadataToken },
      host,
      passThrough: settings.passThrough,
    };
  }

  /** How the runtime is started, or why that cannot work. */
  runtime(): ProcessSpecification | LaunchFailure {
    const { runtime, host } = this.options;
    const launch = runtime.launch(this.place, this.addresses.doors);
    if (launch.failure !== undefined) {
      return launch.failure;
    }
    const environment = runtimeVariables(this.sources, launch);
    const wrapper = environment[EXEC_WRAPPER_VARIABLE];
    const wrapped =
      wrapper === undefined || wrapper === '' || !runtime.honoursExecWrapper
        ? launch
        : wrapLaunch(launch, wrapper, this.place, host.platform);
    return {
      name: 'runtime',
      command: wrapped.command,
      arguments: wrapped.arguments,
      environment: this.deadlineFile === undefined ? environment : { ...environment, ...OWN_CLIENT_VARIABLES },
      ...(this.deadlineFile === undefined
        ? {}
        : { runtimeClientDescriptors: { deadlineFile: this.deadlineFile.readDescriptor } }),
    };
  }

  extension(name: string): ProcessSpecification {
    return {
      name,
      command: path.posix.join(this.place.opt, 'extensions', name),
      arguments: [],
      environment: extensionVariables(this.sources),
    };
  }
}
