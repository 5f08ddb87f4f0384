import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { DEFAULT_ENVIRONMENT_SETTINGS, type EnvironmentSettings } from '../../src/environment/environmentOptions';
import { logText } from '../../src/environment/logs/format';
import type { Fleet } from '../../src/fleet/fleet';
import { DEFAULT_FLEET_SETTINGS, type FleetSettings } from '../../src/fleet/fleetSettings';
import { LocalFleet } from '../../src/fleet/localFleet';
import { functionConfiguration, type FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import type { InvocationRequest, InvocationResponse } from '../../src/lambda/invocation';
import type { LifecycleEvent, LifecycleEventOf, LifecycleEventType } from '../../src/lambda/lifecycleEvents';
import { silentLogger, systemClock } from '../../src/lambda/ports';
import { localInterpreterHost } from '../../src/runtimes/interpreterHost';

/** Settings of a test's fleet: everything of FleetSettings, with the environment's part by itself. */
export type TestFleetSettings = Partial<Omit<FleetSettings, 'environment'>> & {
  readonly environment?: Partial<EnvironmentSettings>;
};

/** A real fleet with real processes, and everything it said. Ended when the test is over. */
export class TestFleet {
  readonly fleet: Fleet;
  readonly events: LifecycleEvent[] = [];
  readonly stateFolder: string;
  private readonly local: LocalFleet;
  private readonly waiting = new Set<() => void>();

  constructor(settings: TestFleetSettings = {}) {
    this.stateFolder = mkdtempSync(path.join(tmpdir(), 'warmpath-state-'));
    this.local = new LocalFleet({
      settings: {
        ...DEFAULT_FLEET_SETTINGS,
        watchCode: false,
        ...settings,
        environment: { ...DEFAULT_ENVIRONMENT_SETTINGS, ...settings.environment },
      },
      clock: systemClock,
      logger: silentLogger,
      host: localInterpreterHost(),
      runtimes: {
        nodePath: () => undefined,
        pythonPath: () => testPython,
        debugpyFolder: () => undefined,
        workspaceFolders: () => [],
      },
      stateFolder: this.stateFolder,
      clientsFolder: path.resolve('dist/runtimes'),
    });
    this.fleet = this.local.fleet;
    this.fleet.onEvent((event) => {
      this.events.push(event);
      for (const check of [...this.waiting]) check();
    });
    onTestFinished(async () => {
      await this.local.dispose();
      rmSync(this.stateFolder, { recursive: true, force: true });
    });
  }

  /** Serves a function; name, runtime and handler have defaults that fit most tests. */
  async serve(given: Partial<FunctionConfiguration> & Pick<FunctionConfiguration, 'codePath'>): Promise<string> {
    const configuration = functionConfiguration({
      name: 'tested',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      ...given,
    });
    await this.fleet.serve(configuration);
    return configuration.name;
  }

  /** Invokes with a JSON event and waits for the caller's answer. */
  async invoke(
    event: unknown = {},
    options: Partial<InvocationRequest> = {},
    functionName = 'tested',
  ): Promise<InvocationResponse> {
    return this.fleet.invoke(functionName, { payload: Buffer.from(JSON.stringify(event)), ...options });
  }

  /** Invokes and returns the payload as JSON, after the Invoke phase is over. */
  async result(event: unknown = {}, options: Partial<InvocationRequest> = {}): Promise<unknown> {
    const response = await this.invoke(event, options);
    await response.completed;
    return JSON.parse(Buffer.from(response.payload).toString());
  }

  eventsOf<Type extends LifecycleEventType>(type: Type): LifecycleEventOf<Type>[] {
    return this.events.filter((event): event is LifecycleEventOf<Type> => event.type === type);
  }

  /** The first event of a type that fits, now or later. */
  async nextEvent<Type extends LifecycleEventType>(
    type: Type,
    fits: (event: LifecycleEventOf<Type>) => boolean = () => true,
  ): Promise<LifecycleEventOf<Type>> {
    for (;;) {
      const found = this.eventsOf(type).find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const check = (): void => {
          this.waiting.delete(check);
          resolve();
        };
        this.waiting.add(check);
      });
    }
  }

  /** Everything the log stream of the functions got. */
  log(): string {
    return this.events.map((event) => logText(event, configurationOf(this.fleet, event).logging)).join('');
  }

  async dispose(): Promise<void> {
    await this.local.dispose();
  }
}

/** Debian's Python has the packages the tests use; another one may be first on PATH. */
export const testPython = process.platform === 'linux' ? '/usr/bin/python3' : undefined;

function configurationOf(fleet: Fleet, event: LifecycleEvent): FunctionConfiguration {
  const found = fleet.functions().find(({ name }) => name === event.functionName);
  return found ?? functionConfiguration({ name: event.functionName, runtime: 'nodejs22.x', handler: '', codePath: '' });
}

/** A log record as text, whichever form it has. */
export function recordText(record: unknown): string {
  return typeof record === 'string' ? record : JSON.stringify(record);
}
