import * as vscode from 'vscode';
import type { Fleet } from '../fleet/fleet';
import type { Gateway } from '../gateway/gateway';
import type { HttpFronts } from '../gateway/http/httpFronts';
import { toError } from '../lambda/errors';
import { systemClock, type Logger } from '../lambda/ports';
import { canRun, type ProjectFunction } from '../project/projectFunction';
import type { FunctionHost } from './functionHost';
import type { OnDemandInvoker } from './onDemandInvoker';
import type { Settings } from './settings';
import type { WorkspaceFunctions } from './workspaceFunctions';

/** The front doors of a window that are open. */
interface Doors {
  readonly invoker: OnDemandInvoker;
  readonly gateway: Gateway;
  readonly invokeApiUrl: string;
  readonly fronts: HttpFronts;
}

export interface LocalApisParts {
  readonly functions: WorkspaceFunctions;
  readonly host: FunctionHost;
  readonly settings: Settings;
  readonly logger: Logger;
  /** Shows lines about doors that were opened. */
  readonly say: (lines: string) => void;
}

/**
 * What callers from outside reach in this window: all functions through the Invoke API, and the function URLs and HTTP
 * routes of the templates whose functions are at work. Everything listens on this machine only.
 */
export class LocalApis implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private opening: Promise<Doors | undefined> | undefined;
  private doors: Doors | undefined;
  private everything = false;
  private updating: Promise<void> = Promise.resolve();

  constructor(private readonly parts: LocalApisParts) {
    const { host, functions, settings } = parts;
    this.subscriptions = [
      host.onServe(({ fleet }) => {
        if (settings.invokeApiEnabled) void this.open(fleet).then(() => this.update());
      }),
      functions.onChange(() => {
        if (this.doors !== undefined) this.update();
      }),
    ];
  }

  /** Where SDKs and command lines reach the functions of this window; undefined while that is closed. */
  get invokeApiUrl(): string | undefined {
    return this.doors?.invokeApiUrl;
  }

  /** The address of the Invoke API as soon as it is open; undefined when it is switched off. */
  async opened(): Promise<string | undefined> {
    await this.opening;
    return this.invokeApiUrl;
  }

  /** Opens the doors of all functions. Throws a UserError where nothing may be run. */
  async start(): Promise<void> {
    const { functions, host } = this.parts;
    await functions.load();
    this.everything = true;
    const doors = await this.open(await host.start());
    this.update();
    await this.updating;
    if (doors !== undefined) await this.say(vscode.l10n.t('Invoke API: {0}', doors.invokeApiUrl));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    void this.close();
  }

  private open(fleet: Fleet): Promise<Doors | undefined> {
    this.opening ??= this.openOnce(fleet);
    return this.opening;
  }

  private async openOnce(fleet: Fleet): Promise<Doors | undefined> {
    const { functions, host, settings, logger } = this.parts;
    const [{ Gateway }, { HttpFronts }, { OnDemandInvoker }] = await Promise.all([
      import('../gateway/gateway'),
      import('../gateway/http/httpFronts'),
      import('./onDemandInvoker'),
    ]);
    const { region } = settings;
    const invoker = new OnDemandInvoker({
      fleet,
      functions: () => functions.functions,
      serve: (found) => host.serve(found),
      logger,
    });
    // Another window, or `warmpath serve`, may have the port: then any other one will do.
    for (const port of [settings.invokeApiPort, 0]) {
      const gateway = new Gateway({ invoker, logger, clock: systemClock, region });
      try {
        const { url } = await gateway.listen({ port });
        const fronts = new HttpFronts({ invoker, logger, region, onOpen: (lines) => void this.say(lines.trimEnd()) });
        this.doors = { invoker, gateway, invokeApiUrl: url, fronts };
        logger.info(`The Invoke API of this window listens at ${url}`);
        return this.doors;
      } catch (thrown) {
        await gateway.dispose();
        logger.warn(`The Invoke API cannot listen on port ${String(port)}`, toError(thrown));
      }
    }
    return undefined;
  }

  /** Brings function URLs and APIs in step with the templates, one change after the other. */
  private update(): void {
    this.updating = this.updating
      .then(() => this.updateOnce())
      .catch((thrown: unknown) => {
        this.parts.logger.error('The local APIs could not be brought up to date', toError(thrown));
      });
  }

  private async updateOnce(): Promise<void> {
    const { doors } = this;
    if (doors === undefined) return;
    const { routesOf } = await import('../project/httpRoutes');
    const atWork = this.atWork();
    const names = new Set(atWork.map(({ configuration }) => configuration.name));
    await doors.fronts.update(
      routesOf(atWork),
      doors.invoker.functions().filter(({ name }) => names.has(name)),
    );
  }

  /** Functions of templates that have a served function; hundreds of templates would need hundreds of ports. */
  private atWork(): readonly ProjectFunction[] {
    const runnable = this.parts.functions.functions.filter(canRun);
    if (this.everything) return runnable;
    const served = new Set(this.parts.host.fleet?.functions().map(({ name }) => name));
    const isServed = ({ configuration }: ProjectFunction): boolean => served.has(configuration.name);
    const templates = new Set(runnable.filter(isServed).map(({ template }) => template?.file));
    return runnable.filter((each) => isServed(each) || templates.has(each.template?.file));
  }

  /** Programs beside the functions use addresses of this machine; in a remote window the user's browser has others. */
  private async say(lines: string): Promise<void> {
    let text = lines;
    for (const [url] of lines.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)) {
      const external = await vscode.env.asExternalUri(vscode.Uri.parse(url));
      const forUser = external.toString().replace(/\/$/, '');
      if (forUser !== url) text = `${text}\n  ${vscode.l10n.t('in your browser: {0}', forUser)}`;
    }
    this.parts.say(text);
  }

  private async close(): Promise<void> {
    const doors = await this.opening;
    await doors?.gateway.dispose();
    await doors?.fronts.dispose();
  }
}
