import { EventEmitter, once } from 'node:events';
import type { HostConnection, InHost, VscodeApi } from './hostChannel';

/** One level of a call stack; `file` is a path or what the debugger calls the source, `line` counts from 1. */
interface Frame {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** A debugged program that waits at a line. */
export interface Stop {
  /** Counts the stops of the window. */
  readonly number: number;
  readonly sessionId: string;
  readonly sessionName: string;
  readonly sessionType: string;
  readonly threadId: number;
  /** As the debugger says it: `breakpoint`, `exception`, `step`, … */
  readonly reason: string;
  readonly frames: readonly Frame[];
}

/** What happened to the debug sessions of a window, in order: `started`, `ended`, and messages by their names. */
export interface DebugRecord {
  readonly what: 'started' | 'ended' | 'event' | 'request' | 'response';
  readonly sessionId: string;
  readonly sessionName: string;
  readonly sessionType: string;
  /** The session's parent. */
  readonly parentId?: string;
  /** The whole message of the Debug Adapter Protocol. */
  readonly message?: { readonly event?: string; readonly command?: string; readonly body?: Record<string, unknown> };
}

/** From a debug adapter, as far as it is looked at. */
interface SentMessage {
  readonly type: string;
  readonly event?: string;
  readonly body?: { readonly threadId?: number; readonly reason?: string; readonly category?: string };
}

/** What takes this long does not happen any more. */
const WAIT_MS = 30_000;

/** The debug sessions of one window, seen from inside: every message of every session, without the noise of telemetry and loaded sources. */
export class DebugSessions {
  readonly records: DebugRecord[] = [];
  readonly stops: Stop[] = [];
  private readonly emitter = new EventEmitter();

  private constructor(private readonly host: HostConnection) {}

  /** Watches from now on. */
  static async watch(host: HostConnection): Promise<DebugSessions> {
    const sessions = new DebugSessions(host);
    host.onEvent('debug', (value) => {
      sessions.records.push(value as DebugRecord);
      sessions.emitter.emit('change');
    });
    host.onEvent('stop', (value) => {
      sessions.stops.push({ ...(value as Stop), number: sessions.stops.length + 1 });
      sessions.emitter.emit('change');
    });
    await host.evaluate(reportSessions, undefined);
    return sessions;
  }

  /** The first stop after `previous` that fits, as soon as it is there; without `previous` the first at all. */
  async stop(previous?: Stop, fits: (stop: Stop) => boolean = () => true): Promise<Stop> {
    return await this.when('such stop', () =>
      this.stops.find((stop) => stop.number > (previous?.number ?? 0) && fits(stop)),
    );
  }

  /** The first record from index `from` on that fits, as soon as it is there. */
  async record(fits: (record: DebugRecord) => boolean, from = 0): Promise<DebugRecord> {
    return await this.when('such message', () => this.records.slice(from).find(fits));
  }

  /** The values of the variables at a stop, in its innermost scope; `depth` counts frames outwards. */
  async locals(stop: Stop, depth = 0): Promise<Record<string, string>> {
    const frame = stop.frames[depth];
    if (frame === undefined) throw new Error(`The stack has ${stop.frames.length} frames only.`);
    const { scopes } = (await this.request(stop, 'scopes', { frameId: frame.id })) as {
      scopes: { variablesReference: number; expensive?: boolean }[];
    };
    const values: Record<string, string> = {};
    for (const { variablesReference } of scopes.filter((scope) => scope.expensive !== true).toReversed()) {
      const { variables } = (await this.request(stop, 'variables', { variablesReference })) as {
        variables: { name: string; value: string }[];
      };
      for (const { name, value } of variables) values[name] = value;
    }
    return values;
  }

  /** What an expression is worth at a stop. */
  async evaluate(stop: Stop, expression: string, depth = 0): Promise<string> {
    const frameId = stop.frames[depth]?.id;
    const answer = await this.request(stop, 'evaluate', { expression, frameId, context: 'watch' });
    return (answer as { result: string }).result;
  }

  /** Lets the stopped program go on. */
  async continue(stop: Stop): Promise<void> {
    await this.request(stop, 'continue', { threadId: stop.threadId });
  }

  /** Sends any request of the Debug Adapter Protocol to the stopped session, or to one by its id. */
  async request(session: Pick<Stop, 'sessionId'>, command: string, parameters: unknown): Promise<unknown> {
    return await this.host.evaluate(
      async (_vscode, asked, { kept }) => {
        const live = kept['debugSessions'] as Map<
          string,
          { customRequest(name: string, parameters: unknown): PromiseLike<unknown> }
        >;
        return await live.get(asked.sessionId)?.customRequest(asked.command, asked.parameters);
      },
      { sessionId: session.sessionId, command, parameters },
    );
  }

  /** What the programs and debuggers printed, in order. */
  output(): string {
    return this.records
      .filter(({ message }) => message?.event === 'output')
      .map(({ message }) => String(message?.body?.['output']))
      .join('');
  }

  /** Throws with what happened last when it does not come about. */
  private async when<Found>(what: string, find: () => Found | undefined): Promise<Found> {
    const limit = AbortSignal.timeout(WAIT_MS);
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await once(this.emitter, 'change', { signal: limit }).catch((thrown: unknown) => {
        throw limit.aborted ? new Error(`There was no ${what}. The last messages:\n${this.lastMessages()}`) : thrown;
      });
    }
  }

  private lastMessages(): string {
    return this.records
      .slice(-30)
      .map(({ what, sessionName, message }) => {
        const name = message?.event ?? message?.command ?? '';
        return `${sessionName}: ${what} ${name} ${JSON.stringify(message?.body ?? {}).slice(0, 300)}`;
      })
      .join('\n');
  }
}

/** Runs in the editor: reports every message of every session, and every stop with its call stack. */
function reportSessions(vscode: VscodeApi, _parameters: undefined, { kept, report }: InHost): void {
  const live = new Map<string, unknown>();
  kept['debugSessions'] = live;
  vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker(session) {
      const parentId = session.parentSession?.id;
      const identity = { sessionId: session.id, sessionName: session.name, sessionType: session.type };
      const record = (what: string, message?: unknown): void =>
        report('debug', { what, ...identity, ...(parentId === undefined ? {} : { parentId }), message });
      const reportStop = async ({ threadId = 0, reason = '' }: NonNullable<SentMessage['body']>): Promise<void> => {
        const stack = (await session.customRequest('stackTrace', { threadId, startFrame: 0, levels: 50 })) as {
          stackFrames: { id: number; name: string; line: number; source?: { path?: string; name?: string } }[];
        };
        const frames = stack.stackFrames.map(({ id, name, line, source }) => ({
          ...{ id, name, line },
          // Of a window in a browser, files of the server have addresses.
          file:
            source?.path?.includes('://') === true
              ? vscode.Uri.parse(source.path).path
              : (source?.path ?? source?.name ?? ''),
        }));
        report('stop', { ...identity, threadId, reason, frames });
      };
      live.set(session.id, session);
      return {
        onWillStartSession: () => record('started'),
        onWillStopSession: () => record('ended'),
        onWillReceiveMessage: (message: { type: string }) => record(message.type, message),
        onDidSendMessage: (message: SentMessage) => {
          const isNoise = message.event === 'loadedSource' || message.body?.category === 'telemetry';
          if (!isNoise) record(message.type, message);
          if (message.event === 'stopped') {
            reportStop(message.body ?? {}).catch(() => {
              // It went on before it could be asked.
            });
          }
        },
      };
    },
  });
}
