import path from 'node:path';
import type { Clock, Logger } from '../lambda/ports';
import type { InterpreterHost } from '../runtimes/interpreterHost';
import { RuntimeRegistry, type RuntimeSettings } from '../runtimes/registry';
import { ProcessSandbox } from '../sandbox/process/processSandbox';
import { Fleet, type InvocationObserver } from './fleet';
import type { FleetSettings } from './fleetSettings';

export interface LocalFleetOptions {
  readonly settings: FleetSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: InterpreterHost;
  readonly runtimes: RuntimeSettings;
  /** Host folder for temporary files, unpacked layers, builds, and the list of what this host started. */
  readonly stateFolder: string;
  /** Folder with the runtime clients that ship with Warmpath (`dist/runtimes`). */
  readonly clientsFolder: string;
  readonly observer?: InvocationObserver;
}

/** A fleet whose environments are plain processes on this machine, and everything that has to be ended with it. */
export class LocalFleet {
  readonly fleet: Fleet;
  private readonly sandbox: ProcessSandbox;
  private readonly registry: RuntimeRegistry;

  constructor(options: LocalFleetOptions) {
    const { settings, clock, logger, host, stateFolder, clientsFolder, runtimes, observer } = options;
    this.sandbox = new ProcessSandbox({ stateFolder, logger: logger.child('sandbox') });
    const buildFolder = path.join(stateFolder, 'builds');
    this.registry = new RuntimeRegistry({ clientsFolder, buildFolder, host, settings: runtimes });
    this.fleet = new Fleet({
      sandbox: this.sandbox,
      runtimeFor: (configuration) => this.registry.find(configuration),
      settings,
      clock,
      logger,
      host,
      stateFolder,
      ...(observer === undefined ? {} : { observer }),
    });
  }

  /** Shuts every environment down and removes what they used. */
  async dispose(): Promise<void> {
    await this.fleet.dispose();
    await this.sandbox.dispose();
    await this.registry.dispose();
  }
}
