import { createServer, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { onTestFinished } from 'vitest';
import { LambdaDebugSession } from '../../src/debugAdapter/lambdaDebugSession';
import type { ChildSession, ChildSessions, DebuggedFunctions } from '../../src/debugAdapter/ports';
import { MessageFrames } from '../../src/environment/debugger/messageFrames';
import { UserError } from '../../src/lambda/errors';
import { silentLogger } from '../../src/lambda/ports';
import { InspectorClient } from './inspectorClient';
import type { TestFleet } from './testFleet';

/** Debuggers of a test's environments: real ones, without an editor. */
export class TestChildren implements ChildSessions {
  readonly clients = new Map<string, InspectorClient>();
  readonly started: string[] = [];
  readonly detached: string[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(private readonly breakpoints: readonly { readonly file: string; readonly line: number }[]) {}

  async start(child: ChildSession): Promise<boolean> {
    this.started.push(child.name);
    const client = await InspectorClient.connect(child.address?.address ?? '');
    await client.attach(this.breakpoints);
    this.clients.set(child.environmentId, client);
    for (const check of [...this.waiting]) check();
    return true;
  }

  evaluate(expression: string): Promise<string | undefined> {
    const [debugged] = [...this.clients.keys()].slice(-1);
    return Promise.resolve(debugged === undefined ? undefined : `${expression} in ${String(this.clients.size)}`);
  }

  detach(): Promise<void> {
    for (const [environmentId, client] of this.clients) {
      this.detached.push(environmentId);
      client.close();
    }
    return Promise.resolve();
  }

  /** The debugger of the environment that was attached as number `index`. */
  async client(index: number): Promise<InspectorClient> {
    for (;;) {
      const found = [...this.clients.values()][index];
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

  dispose(): void {
    for (const client of this.clients.values()) client.close();
  }
}

/** The parent debug adapter over a real socket, in front of a real fleet, without an editor. */
export async function startAdapter(
  fleet: TestFleet,
  children: ChildSessions,
  transcript?: Transcript,
): Promise<DebugClient> {
  const find = (name: string | undefined): ReturnType<DebuggedFunctions['launch']> => {
    const configuration = fleet.fleet.functions().find((each) => each.name === name);
    if (configuration === undefined) {
      throw new UserError(`There is no function "${name ?? ''}".`);
    }
    return Promise.resolve({
      configuration,
      fleet: fleet.fleet,
      event: () => Promise.resolve(Buffer.from('{}')),
    });
  };
  const functions: DebuggedFunctions = {
    launch: async ({ function: name }) => find(name),
    attach: async ({ function: name }) => find(name),
  };
  const server = createServer((socket) => {
    const session = new LambdaDebugSession(functions, children, silentLogger);
    session.setRunAsServer(true);
    const sent = new PassThrough();
    sent.on('data', (bytes: Buffer) => transcript?.take(bytes));
    sent.pipe(socket);
    session.start(socket, sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new DebugClient('', '', 'lambda');
  await client.start((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await client.stop().catch(() => undefined);
    server.close();
  });
  return client;
}

/** Everything an adapter says, in the order it says it, as text without what differs from run to run. */
export class Transcript {
  private readonly frames = new MessageFrames();
  private readonly lines: string[] = [];

  take(bytes: Buffer): void {
    for (const text of this.frames.push(bytes)) {
      const message = JSON.parse(text) as DebugProtocol.Event & DebugProtocol.Response;
      const subject =
        message.type === 'event' ? message.event : `${message.command}: ${message.success ? 'done' : 'refused'}`;
      // How often the phase of an environment changes is seen in the lists of threads.
      if (subject !== 'thread') this.lines.push(`${subject} ${stable(message.body)}`.trimEnd());
    }
  }

  note(text: string): void {
    this.lines.push(`-- ${text}`);
  }

  text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

function stable(body: unknown): string {
  return (body === undefined ? '' : JSON.stringify(body))
    .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, 'REQUEST-ID')
    .replaceAll(/\d+(?:\.\d+)? ms/g, 'N ms')
    .replaceAll(/Max Memory Used: \d+ MB/g, 'Max Memory Used: N MB')
    .replaceAll(/\\t/g, ' ')
    .replaceAll(/\/[^"\s]*\/node\b/g, 'NODE')
    .replaceAll(/nodejs\d+\.x/g, 'nodejs')
    .replaceAll(/Node\.js \d+\.\d+\.\d+/g, 'Node.js VERSION');
}
