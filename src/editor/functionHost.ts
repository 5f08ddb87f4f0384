import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { EnvironmentSettings } from '../environment/environmentOptions';
import type { Fleet } from '../fleet/fleet';
import type { LocalFleet } from '../fleet/localFleet';
import type { ServedElsewhere } from '../fleet/remote/findServing';
import { stateFolder } from '../fleet/stateFolder';
import type { Gateway } from '../gateway/gateway';
import { toError, UserError } from '../lambda/errors';
import type { FunctionConfiguration } from '../lambda/functionConfiguration';
import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import { systemClock, type Logger } from '../lambda/ports';
import { canRun, type ProjectFunction } from '../project/projectFunction';
import { localInterpreterHost } from '../runtimes/interpreterHost';
import type { Settings } from './settings';

/** What a debug session wants other than the function's template has it. */
export interface FunctionOverrides {
  readonly configuration?: Partial<Pick<FunctionConfiguration, 'runtime' | 'memorySize' | 'timeout'>>;
  /** Variables over those of the template; `null` removes one. */
  readonly variables?: Readonly<Record<string, string | null>>;
  /** Absolute paths of further `.env` files. */
  readonly environmentFiles?: readonly string[];
  readonly environment?: Partial<EnvironmentSettings>;
}

/** A function that can be invoked in the window's fleet by the name of its configuration. */
export interface ServedFunction {
  readonly configuration: FunctionConfiguration;
  readonly fleet: Fleet;
}

interface Served {
  readonly source: ProjectFunction;
  readonly configuration: FunctionConfiguration;
  readonly environment: Partial<EnvironmentSettings> | undefined;
}

/**
 * The fleet of this window: it is made when the first function is invoked, and dies with the window. Nothing is started in
 * a workspace that is not trusted.
 */
export class FunctionHost implements vscode.Disposable {
  private readonly events = new vscode.EventEmitter<LifecycleEvent>();
  private readonly served = new Map<string, Served>();
  private readonly machine = localInterpreterHost();
  private starting: Promise<LocalFleet> | undefined;
  private local: LocalFleet | undefined;
  private gateway: Gateway | undefined;
  private apiUrl: string | undefined;

  /** Fires for every lifecycle event of every environment of the window. */
  readonly onEvent = this.events.event;

  constructor(
    private readonly extensionFolder: string,
    private readonly settings: Settings,
    private readonly logger: Logger,
  ) {}

  /** Where TypeScript handlers are built. */
  get buildFolder(): string {
    return path.join(this.stateFolder, 'builds');
  }

  /** The fleet as far as it exists: looking at it starts nothing. */
  get fleet(): Fleet | undefined {
    return this.local?.fleet;
  }

  /** Where SDKs and command lines reach the functions of this window; undefined while nothing is served there. */
  get invokeApiUrl(): string | undefined {
    return this.apiUrl;
  }

  /**
   * Makes a function invokable as its template describes it now, and as `overrides` change that. Environments stay warm
   * when nothing of it has changed. Throws a UserError when the function cannot be run, or the workspace is not trusted.
   */
  async serve(found: ProjectFunction, overrides: FunctionOverrides = {}): Promise<ServedFunction> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError(
        'Functions are not run in Restricted Mode; trust this workspace to run the code that is in it.',
      );
    }
    if (!canRun(found)) {
      const [problem] = found.problems.filter(({ severity }) => severity === 'error');
      throw new UserError(`${found.logicalName} cannot be run: ${problem?.message ?? 'its template has errors.'}`);
    }
    const { fleet } = await this.start();
    const configuration = await this.configure(found, overrides);
    const before = this.served.get(configuration.name);
    const { environment } = overrides;
    if (
      !isDeepStrictEqual(before?.configuration, configuration) ||
      !isDeepStrictEqual(before?.environment, environment)
    ) {
      await fleet.serve(configuration, environment);
      this.served.set(configuration.name, { source: found, configuration, environment });
    }
    return { configuration, fleet };
  }

  /** A function that `warmpath serve` or another window of this user serves; undefined when nobody does. */
  async findElsewhere(
    configuration: Pick<FunctionConfiguration, 'name' | 'codePath'>,
  ): Promise<ServedElsewhere | undefined> {
    const { findServing } = await import('../fleet/remote/findServing');
    return findServing(configuration, this.stateFolder, this.logger);
  }

  private get stateFolder(): string {
    return stateFolder(this.machine);
  }

  /** Ends what was started; the window is being closed. */
  async shutdown(): Promise<void> {
    await this.gateway?.dispose();
    await (await this.starting)?.dispose();
    this.local = undefined;
  }

  dispose(): void {
    this.events.dispose();
    void this.shutdown();
  }

  private start(): Promise<LocalFleet> {
    this.starting ??= this.startFleet().catch((thrown: unknown) => {
      this.starting = undefined;
      throw thrown;
    });
    return this.starting;
  }

  private async startFleet(): Promise<LocalFleet> {
    const [{ LocalFleet }, { DEFAULT_FLEET_SETTINGS }] = await Promise.all([
      import('../fleet/localFleet'),
      import('../fleet/fleetSettings'),
    ]);
    const { settings } = this;
    const local = new LocalFleet({
      settings: {
        ...DEFAULT_FLEET_SETTINGS,
        keepAliveMs: settings.keepAliveMs,
        defaultConcurrency: settings.maximumConcurrency,
        environment: {
          ...DEFAULT_FLEET_SETTINGS.environment,
          region: settings.region,
          freeze: settings.freeze,
          passThrough: settings.passThrough,
        },
      },
      clock: systemClock,
      logger: this.logger,
      host: this.machine,
      runtimes: {
        nodePath: () => settings.nodePath,
        pythonPath: () => settings.pythonPath,
        debugpyFolder: installedDebugpy,
        workspaceFolders: () => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      },
      stateFolder: this.stateFolder,
      clientsFolder: path.join(this.extensionFolder, 'dist', 'runtimes'),
    });
    local.fleet.onEvent((event) => this.events.fire(event));
    this.local = local;
    if (settings.invokeApiEnabled) await this.openInvokeApi(local.fleet);
    return local;
  }

  /** Another window, or `warmpath serve`, may have the port: then any other one will do. */
  private async openInvokeApi(fleet: Fleet): Promise<void> {
    const { Gateway } = await import('../gateway/gateway');
    for (const port of [this.settings.invokeApiPort, 0]) {
      const gateway = new Gateway({
        invoker: fleet,
        logger: this.logger,
        clock: systemClock,
        region: this.settings.region,
      });
      try {
        const { url } = await gateway.listen({ port });
        this.gateway = gateway;
        this.apiUrl = url;
        this.logger.info(`The Invoke API of this window listens at ${url}`);
        return;
      } catch (thrown) {
        await gateway.dispose();
        this.logger.warn(`The Invoke API cannot listen on port ${String(port)}`, toError(thrown));
      }
    }
  }

  private async configure(found: ProjectFunction, overrides: FunctionOverrides): Promise<FunctionConfiguration> {
    const [{ withInlineCode }, { readEnvironmentFile, withEnvironmentFile }] = await Promise.all([
      import('../project/inlineCode'),
      import('../project/environmentFile'),
    ]);
    let result = await withInlineCode(found, path.join(this.stateFolder, 'inline'));
    const folder = vscode.workspace.getWorkspaceFolder(
      vscode.Uri.file(found.template?.file ?? found.handlerFile ?? ''),
    );
    for (const file of [...this.settings.environmentFiles(folder), ...(overrides.environmentFiles ?? [])]) {
      result = withEnvironmentFile(result, await readEnvironmentFile(file));
    }
    const variables = new Map(Object.entries(result.configuration.environment));
    for (const [name, value] of Object.entries(overrides.variables ?? {})) {
      if (value === null) variables.delete(name);
      else variables.set(name, value);
    }
    return { ...result.configuration, ...overrides.configuration, environment: Object.fromEntries(variables) };
  }
}

/** The debugpy that comes with the Python Debugger extension, for interpreters that have none. */
function installedDebugpy(): string | undefined {
  const extension = vscode.extensions.getExtension('ms-python.debugpy');
  return extension === undefined ? undefined : path.join(extension.extensionPath, 'bundled', 'libs');
}
