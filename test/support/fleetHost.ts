import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as Warmpath from '../../src/index';
import type { FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import type { LifecycleEvent, PhaseStatus } from '../../src/lambda/lifecycleEvents';

/** What a test tells a fleet host, one JSON document a line. `id` comes back with the answer. */
export type HostCommand = { readonly id: number } & (
  | { readonly kind: 'serve'; readonly configuration: FunctionConfiguration }
  | { readonly kind: 'invoke'; readonly functionName: string; readonly event: unknown }
  | { readonly kind: 'flood'; readonly functionName: string; readonly times: number; readonly concurrency: number }
  | { readonly kind: 'recycle'; readonly functionName: string }
  | { readonly kind: 'pause' | 'resume' | 'memory' | 'dispose' }
);

/** What a fleet host tells its test, one JSON document a line. */
export type HostMessage =
  | { readonly kind: 'event'; readonly event: LifecycleEvent }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

/** The answer to `invoke`. */
export interface HostInvocation {
  readonly payload: unknown;
  readonly failed: boolean;
  readonly status: PhaseStatus;
}

/** The answer to `memory`, after everything that can be collected has been. Sizes in bytes. */
export interface HostMemory {
  readonly resident: number;
  readonly heap: number;
  readonly openFiles: number;
}

export interface FleetHostOptions {
  readonly stateFolder: string;
  /** `dist/runtimes` */
  readonly clientsFolder: string;
  readonly python: string | undefined;
  /** Events are passed on; a host that runs thousands of invocations keeps them to itself. */
  readonly tellEvents: boolean;
}

/** The library as programs use it, in a process of its own that a test may kill. Runs until standard input ends. */
export async function runFleetHost(library: typeof Warmpath, options: FleetHostOptions): Promise<void> {
  const host = new FleetHost(library, options);
  for await (const line of createInterface(process.stdin)) {
    void host.perform(JSON.parse(line) as HostCommand);
  }
}

class FleetHost {
  private readonly local: InstanceType<typeof Warmpath.LocalFleet>;

  constructor(library: typeof Warmpath, { stateFolder, clientsFolder, python, tellEvents }: FleetHostOptions) {
    this.local = new library.LocalFleet({
      settings: { ...library.DEFAULT_FLEET_SETTINGS, watchCode: false },
      clock: library.systemClock,
      logger: library.silentLogger,
      host: library.localInterpreterHost(),
      runtimes: {
        nodePath: () => process.execPath,
        pythonPath: () => python,
        debugpyFolder: () => undefined,
        workspaceFolders: () => [],
      },
      stateFolder,
      clientsFolder,
    });
    if (tellEvents) {
      this.local.fleet.onEvent((event) => {
        tell({ kind: 'event', event });
      });
    }
  }

  async perform(command: HostCommand): Promise<void> {
    const { id } = command;
    try {
      tell({ kind: 'answer', id, value: (await this.run(command)) ?? null });
    } catch (thrown) {
      tell({ kind: 'error', id, message: String(thrown) });
    }
  }

  private async run(command: HostCommand): Promise<unknown> {
    const { fleet } = this.local;
    switch (command.kind) {
      case 'serve':
        return fleet.serve(command.configuration);
      case 'invoke':
        return this.invoke(command.functionName, command.event);
      case 'flood':
        return this.flood(command.functionName, command.times, command.concurrency);
      case 'recycle':
        fleet.recycle(command.functionName, 'asked by the test');
        return undefined;
      case 'pause':
        for (const environment of fleet.environments()) environment.debuggerPaused();
        return undefined;
      case 'resume':
        for (const environment of fleet.environments()) environment.debuggerResumed();
        return undefined;
      case 'memory':
        return memory();
      case 'dispose':
        return this.local.dispose();
    }
  }

  private async invoke(functionName: string, event: unknown): Promise<HostInvocation> {
    const response = await this.local.fleet.invoke(functionName, { payload: Buffer.from(JSON.stringify(event)) });
    const { status } = await response.completed;
    const payload: unknown = JSON.parse(Buffer.from(response.payload).toString());
    return { payload, failed: response.functionError !== undefined, status };
  }

  /** Invokes many times and answers how many invocations did not end well. */
  private async flood(functionName: string, times: number, concurrency: number): Promise<number> {
    let left = times;
    let failures = 0;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const { failed, status } = await this.invoke(functionName, { number: left });
        failures += failed || status !== 'success' ? 1 : 0;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return failures;
  }
}

/** Several collections with pauses, because finalisers and freed buffers are taken up in later turns. */
async function memory(): Promise<HostMemory> {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await sleep(20);
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed, openFiles: readdirSync('/proc/self/fd').length };
}

function tell(message: HostMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
