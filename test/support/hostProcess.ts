import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { functionConfiguration, type FunctionConfiguration } from '../../src/lambda/functionConfiguration';
import type { LifecycleEvent, LifecycleEventOf, LifecycleEventType } from '../../src/lambda/lifecycleEvents';
import { bundledProgram } from './bundledProgram';
import type { FleetHostOptions, HostCommand, HostInvocation, HostMemory, HostMessage } from './fleetHost';
import { endProcessesOf } from './leftovers';
import { testPython } from './testFleet';
import type { Account } from './unprivilegedAccount';

/**
 * Garbage can be collected on demand, and V8's room for new objects (MB) has its full size from the beginning: otherwise
 * it grows with the first thousands of invocations, and that could not be told from a leak.
 */
const MEASURABLE = ['--expose-gc', '--min-semi-space-size=16'];
const ENDED = 'the host process has ended';

type Unnumbered<Command> = Command extends unknown ? Omit<Command, 'id'> : never;

export interface HostProcessOptions {
  readonly stateFolder: string;
  readonly tellEvents?: boolean;
  /** Who runs it; this user unless something else is said. */
  readonly account?: Account;
}

/** A fleet in a process of its own, made of the built library. Killed when the test is over. */
export class HostProcess {
  readonly events: LifecycleEvent[] = [];
  readonly stateFolder: string;
  private readonly answers = new Map<number, (message: HostMessage) => void>();
  private readonly waiting = new Set<() => void>();
  private commands = 0;

  private constructor(
    private readonly child: ChildProcess,
    { stateFolder }: HostProcessOptions,
  ) {
    this.stateFolder = stateFolder;
    if (child.stdout !== null) {
      createInterface(child.stdout).on('line', (line) => {
        this.take(JSON.parse(line) as HostMessage);
      });
    }
    child.once('exit', () => {
      for (const [id, answer] of this.answers) answer({ kind: 'error', id, message: ENDED });
    });
    onTestFinished(async () => {
      await this.kill();
      endProcessesOf(this.pid);
    });
  }

  static async start(options: HostProcessOptions): Promise<HostProcess> {
    const { stateFolder, tellEvents = true, account } = options;
    const parameters: FleetHostOptions = {
      stateFolder,
      clientsFolder: path.resolve('dist/runtimes'),
      python: testPython,
      tellEvents,
    };
    const program = await bundledProgram(
      `import { createRequire } from 'node:module';
       import { runFleetHost } from './fleetHost';
       const library = createRequire(__filename)(${JSON.stringify(path.resolve('dist/index.js'))});
       void runFleetHost(library, ${JSON.stringify(parameters)});`,
    );
    const child = spawn(process.execPath, [...MEASURABLE, program], {
      cwd: '/',
      stdio: ['pipe', 'pipe', 'inherit'],
      ...account,
    });
    return new HostProcess(child, options);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async serve(given: Partial<FunctionConfiguration> & Pick<FunctionConfiguration, 'codePath'>): Promise<void> {
    const configuration = functionConfiguration({
      name: 'tested',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      ...given,
    });
    await this.ask({ kind: 'serve', configuration });
  }

  async invoke(event: unknown = {}): Promise<HostInvocation> {
    return (await this.ask({ kind: 'invoke', functionName: 'tested', event })) as HostInvocation;
  }

  /** Returns how many of the invocations did not end well. */
  async flood(times: number, concurrency = 1): Promise<number> {
    return (await this.ask({ kind: 'flood', functionName: 'tested', times, concurrency })) as number;
  }

  async recycle(): Promise<void> {
    await this.ask({ kind: 'recycle', functionName: 'tested' });
  }

  async pause(): Promise<void> {
    await this.ask({ kind: 'pause' });
  }

  async resume(): Promise<void> {
    await this.ask({ kind: 'resume' });
  }

  async memory(): Promise<HostMemory> {
    return (await this.ask({ kind: 'memory' })) as HostMemory;
  }

  async dispose(): Promise<void> {
    await this.ask({ kind: 'dispose' });
  }

  /** Ends the process as nothing else could: it gets no chance to clean up. */
  async kill(): Promise<void> {
    if (!this.ended) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
  }

  /** The first event of a type that fits, now or later. */
  async nextEvent<Type extends LifecycleEventType>(
    type: Type,
    fits: (event: LifecycleEventOf<Type>) => boolean = () => true,
  ): Promise<LifecycleEventOf<Type>> {
    for (;;) {
      const found = this.events
        .filter((event): event is LifecycleEventOf<Type> => event.type === type)
        .find((event) => fits(event));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.waiting.add(resolve);
      });
    }
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async ask(command: Unnumbered<HostCommand>): Promise<unknown> {
    if (this.ended) throw new Error(ENDED);
    this.commands += 1;
    const id = this.commands;
    const message = await new Promise<HostMessage>((resolve) => {
      this.answers.set(id, resolve);
      this.child.stdin?.write(`${JSON.stringify({ ...command, id })}\n`);
    });
    this.answers.delete(id);
    if (message.kind === 'error') throw new Error(message.message);
    return message.kind === 'answer' ? message.value : undefined;
  }

  private take(message: HostMessage): void {
    if (message.kind !== 'event') {
      this.answers.get(message.id)?.(message);
      return;
    }
    this.events.push(message.event);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
