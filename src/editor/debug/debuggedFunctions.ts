import path from 'node:path';
import type * as vscode from 'vscode';
import type { AttachConfiguration, CompleteConfiguration, LaunchConfiguration } from '../../debugAdapter/configuration';
import { hasOwnDebugger } from '../../debugAdapter/ownDebugger';
import type { DebuggedFunction, DebuggedFunctions } from '../../debugAdapter/ports';
import { UserError } from '../../lambda/errors';
import type { ProjectFunction } from '../../project/projectFunction';
import type { EventChoice } from '../eventChoice';
import type { FunctionFinder } from '../functionFinder';
import type { FunctionHost, FunctionOverrides } from '../functionHost';

/** Finds and serves the functions of launch configurations. */
export class EditorDebuggedFunctions implements DebuggedFunctions {
  constructor(
    private readonly finder: FunctionFinder,
    private readonly host: FunctionHost,
    private readonly events: EventChoice,
    private readonly folder: vscode.WorkspaceFolder | undefined,
  ) {}

  async launch(configuration: CompleteConfiguration): Promise<DebuggedFunction> {
    const found = await this.find(configuration);
    const served = await this.host.serve(found, this.overrides(found, configuration));
    return { ...served, event: () => this.event(found, configuration.event) };
  }

  async attach(configuration: AttachConfiguration): Promise<DebuggedFunction> {
    const found = await this.find(configuration);
    const { fleet } = this.host;
    const served = fleet?.functions().find(({ name }) => name === found.configuration.name);
    const event = (): Promise<Uint8Array> => this.event(found, undefined);
    if (fleet !== undefined && served !== undefined) return { configuration: served, fleet, event };
    const elsewhere = await this.host.findElsewhere(found.configuration);
    if (elsewhere !== undefined) return { ...elsewhere, event, release: () => elsewhere.fleet.dispose() };
    throw new UserError(
      `${found.logicalName} is served neither in this window nor by \`warmpath serve\`; invoke it once, or use a launch configuration.`,
    );
  }

  private find({
    function: name,
    handler,
  }: Pick<LaunchConfiguration, 'function' | 'handler'>): Promise<ProjectFunction> {
    return this.finder.find(name ?? handler ?? '', this.folder?.uri.fsPath);
  }

  private overrides(found: ProjectFunction, configuration: CompleteConfiguration): FunctionOverrides {
    const { runtime, memory, timeout, env, envFile } = configuration;
    // A debugger of the user's own could not ask a frozen process anything, and nobody would know that it wants to.
    const isOwn = hasOwnDebugger(runtime ?? found.configuration.runtime, configuration);
    const freeze = configuration.freeze ?? (isOwn ? false : undefined);
    const files = envFile === undefined ? [] : typeof envFile === 'string' ? [envFile] : envFile;
    return {
      configuration: {
        ...(runtime === undefined ? {} : { runtime }),
        ...(memory === undefined ? {} : { memorySize: memory }),
        ...(timeout === undefined ? {} : { timeout }),
      },
      ...(env === undefined ? {} : { variables: env }),
      environmentFiles: files.map((file) => path.resolve(this.folder?.uri.fsPath ?? '', file)),
      ...(freeze === undefined ? {} : { environment: { freeze } }),
    };
  }

  private async event(found: ProjectFunction, given: LaunchConfiguration['event']): Promise<Uint8Array> {
    if (given === undefined) {
      const { payload } = await this.events.current(found);
      return payload;
    }
    return typeof given === 'string' ? this.events.named(found, given) : Buffer.from(JSON.stringify(given));
  }
}
