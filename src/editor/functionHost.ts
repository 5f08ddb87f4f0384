import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { EnvironmentSettings } from '../environment/environmentOptions';
import type { Fleet, InvocationObserver } from '../fleet/fleet';
import type { LocalFleet, LocalFleetOptions } from '../fleet/localFleet';
import type { ServedElsewhere } from '../fleet/remote/findServing';
import { stateFolder } from '../fleet/stateFolder';
import { UserError } from '../lambda/errors';
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
  private readonly serves = new vscode.EventEmitter<ServedFunction>();
  private readonly served = new Map<string, Served>();
  private readonly machine = localInterpreterHost();
  /** Who saves and invokes at once wants what was saved to run. */
  private readonly saves = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (uri.scheme === 'file') this.fleet?.noticeChange(uri.fsPath);
  });
  private starting: Promise<LocalFleet> | undefined;
  private local: LocalFleet | undefined;

  /** Fires for every lifecycle event of every environment of the window. */
  readonly onEvent = this.events.event;

  /** Fires when a function is about to be invoked or debugged, as it is served then. */
  readonly onServe = this.serves.event;

  constructor(
    private readonly extensionFolder: string,
    private readonly settings: Settings,
    private readonly logger: Logger,
    /** Templates are read anew when they change; that alone makes no cold start. */
    private readonly isTemplate: (file: string) => boolean,
    private readonly observer: InvocationObserver,
  ) {}

  /** Where TypeScript handlers are built. */
  get buildFolder(): string {
    return path.join(this.stateFolder, 'builds');
  }

  /** The fleet as far as it exists: looking at it starts nothing. */
  get fleet(): Fleet | undefined {
    return this.local?.fleet;
  }

  /**
   * Makes a function invokable as its template describes it now, and as `overrides` change that. Environments stay warm
   * when nothing of it has changed. Throws a UserError when the function cannot be run, or the workspace is not trusted.
   */
  async serve(found: ProjectFunction, overrides: FunctionOverrides = {}): Promise<ServedFunction> {
    if (!canRun(found)) {
      const [problem] = found.problems.filter(({ severity }) => severity === 'error');
      throw new UserError(`${found.logicalName} cannot be run: ${problem?.message ?? 'its template has errors.'}`);
    }
    const fleet = await this.start();
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
    const served = { configuration, fleet };
    this.serves.fire(served);
    return served;
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
    await (await this.starting)?.dispose();
    this.local = undefined;
  }

  dispose(): void {
    this.saves.dispose();
    this.events.dispose();
    this.serves.dispose();
    void this.shutdown();
  }

  /** Makes the fleet when there is none. Throws a UserError when the workspace is not trusted. */
  async start(): Promise<Fleet> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError(
        'Functions are not run in Restricted Mode; trust this workspace to run the code that is in it.',
      );
    }
    this.starting ??= this.startFleet().catch((thrown: unknown) => {
      this.starting = undefined;
      throw thrown;
    });
    const { fleet } = await this.starting;
    return fleet;
  }

  /** A function as it would be served now, without serving it. */
  configurationOf(found: ProjectFunction): Promise<FunctionConfiguration> {
    return this.configure(found, {});
  }

  /** Folder for short-lived copies of code. */
  get copiesFolder(): string {
    return path.join(this.stateFolder, 'copies');
  }

  /**
   * How to make fleets that have nothing to do with that of the window: what runs in them is seen by who made them alone.
   * Their functions are observed.
   */
  async separateFleets(): Promise<() => LocalFleet> {
    const [{ LocalFleet }, options] = await Promise.all([import('../fleet/localFleet'), this.fleetOptions()]);
    const { environment } = options.settings;
    const settings = { ...options.settings, watchCode: false, environment: { ...environment, evidence: true } };
    return () => new LocalFleet({ ...options, settings });
  }

  private async startFleet(): Promise<LocalFleet> {
    const [{ LocalFleet }, options] = await Promise.all([import('../fleet/localFleet'), this.fleetOptions()]);
    const local = new LocalFleet({ ...options, observer: this.observer });
    local.fleet.onEvent((event) => this.events.fire(event));
    this.local = local;
    return local;
  }

  private async fleetOptions(): Promise<LocalFleetOptions> {
    const { DEFAULT_FLEET_SETTINGS } = await import('../fleet/fleetSettings');
    const { settings } = this;
    return {
      settings: {
        ...DEFAULT_FLEET_SETTINGS,
        keepAliveMs: settings.keepAliveMs,
        defaultConcurrency: settings.maximumConcurrency,
        isTemplate: this.isTemplate,
        environment: {
          ...DEFAULT_FLEET_SETTINGS.environment,
          region: settings.region,
          freeze: settings.freeze,
          passThrough: settings.passThrough,
          evidence: settings.evidenceEnabled,
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
    };
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
