import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Disposable } from '../../lambda/lifecycleEvents';
import type { Clock, Logger } from '../../lambda/ports';
import { Deferred } from '../deferred';
import type { EventStream } from '../eventStream';
import { asHostSees, type ProcessNames } from './hostView';
import { parseProbeMessage, type ProbeMessage } from './probeMessages';

export interface ProbeChannelOptions {
  readonly names: Omit<ProcessNames, 'generation'>;
  /** Whether a probe is sure to report; otherwise it depends on the program that the function brings. */
  readonly isExpected: boolean;
  readonly events: EventStream;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Path on the Runtime API's port where a probe asks for a connection of its own (`Upgrade: warmpath-probe`). */
const PROBE_PATH = '/warmpath/probe';
const PROTOCOL = 'warmpath-probe';
/** A probe answers within a fraction of a millisecond; a function that leaves a busy loop behind keeps it from that. */
const ANSWER_LIMIT_MS = 1_000;
/**
 * One that is not sure to come has connected long before the runtime has asked for its first event: it was loaded first. Only
 * what the machine's load has delayed is waited for.
 */
const UNEXPECTED_LIMIT_MS = 50;
const NOT_IN_TIME = 'The probe has not reported in time: what survives is not known.';
const NO_PROBE = 'This runtime has no probe: only programs of Node.js and Python can be observed.';
/** One observation: a list of variables at most. */
const MAXIMUM_LINE_LENGTH = 1_048_576;

/**
 * The line to the probe in a runtime process. The probe says what it sees as it happens; the host asks for what can only be
 * seen at the end of an invocation, and waits for it before it freezes the process. A probe that fails loses evidence only.
 */
export class ProbeChannel implements Disposable {
  private readonly token = randomBytes(16).toString('hex');
  private readonly connections = new Set<string>();
  private readonly lostReasons = new Set<string>();
  private socket: Duplex | undefined;
  private connected = new Deferred<undefined>();
  private waiting: { readonly number: number; readonly answered: Deferred<undefined> } | undefined;
  private asked = 0;
  private generation = 0;
  private requestId: string | undefined;
  private wasFrozen = false;
  /** The process that runs now has no probe, as far as one can tell: it is not waited for again. */
  private isAbsent = false;

  constructor(private readonly options: ProbeChannelOptions) {
    options.events.onEvent(({ type }) => {
      if (type === 'environment.thawed') this.wasFrozen = true;
    });
  }

  /** What the process is told, for a Runtime API at `host:port`: `host:port/token`. */
  door(api: string): string {
    return `${api}/${this.token}`;
  }

  /** Takes over the connection of a probe; closes that of anybody else. */
  accept(request: IncomingMessage, socket: Duplex): void {
    socket.on('error', (error) => {
      this.options.logger.debug('A probe broke its connection', error);
    });
    if (request.url !== PROBE_PATH || !this.knows(request.headers.authorization) || this.socket !== undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${PROTOCOL}\r\n\r\n`);
    this.socket = socket;
    this.isAbsent = false;
    this.read(socket);
    this.connected.resolve(undefined);
  }

  /**
   * From now on observations belong to this invocation. Resolves when the probe has looked whether connections were lost
   * while the process was frozen. Never rejects.
   */
  async invocationBegins(requestId: string): Promise<void> {
    this.requestId = requestId;
    // Without connections nothing can have been lost, and the invocation need not wait.
    const mayHaveLost = this.wasFrozen && this.connections.size > 0;
    this.wasFrozen = false;
    if (mayHaveLost) await this.ask('thawed');
  }

  /** Has the probe look at what an Init phase or an invocation leaves behind; resolves when it has said so. Never rejects. */
  async observe(): Promise<void> {
    await this.ask('observe');
  }

  /** The runtime process is gone, or is being ended; another one brings a probe of its own. */
  runtimeEnded(): void {
    this.socket?.destroy();
    this.socket = undefined;
    this.connected.resolve(undefined);
    this.connected = new Deferred();
    this.waiting?.answered.resolve(undefined);
    this.waiting = undefined;
    this.connections.clear();
    this.generation += 1;
    this.isAbsent = false;
    this.requestId = undefined;
  }

  dispose(): void {
    this.runtimeEnded();
  }

  private async ask(what: 'observe' | 'thawed'): Promise<void> {
    // One that has not answered yet is busy: asking it again only makes others wait.
    if (this.waiting !== undefined) return;
    const { generation } = this;
    if (this.socket === undefined && !this.isAbsent) await this.waitForConnection();
    if (generation !== this.generation) return;
    if (this.socket === undefined) {
      this.isAbsent = true;
      this.lose(this.options.isExpected ? NOT_IN_TIME : NO_PROBE);
    } else {
      await this.askConnected(this.socket, what);
    }
  }

  private async waitForConnection(): Promise<void> {
    const limit = new Deferred<undefined>();
    const limitMs = this.options.isExpected ? ANSWER_LIMIT_MS : UNEXPECTED_LIMIT_MS;
    const timer = this.options.clock.after(limitMs, () => limit.resolve(undefined));
    await this.connected.race([limit.promise]);
    timer.dispose();
  }

  private async askConnected(socket: Duplex, what: string): Promise<void> {
    this.asked += 1;
    const waiting = { number: this.asked, answered: new Deferred<undefined>() };
    this.waiting = waiting;
    const limit = new Deferred<undefined>();
    const timer = this.options.clock.after(ANSWER_LIMIT_MS, () => limit.resolve(undefined));
    socket.write(`${what} ${String(waiting.number)}\n`);
    await waiting.answered.race([limit.promise]);
    timer.dispose();
    if (limit.settled && !waiting.answered.settled) {
      this.lose('The function kept its process busy after an invocation: what it left behind was not seen in time.');
    }
  }

  private read(socket: Duplex): void {
    let rest = '';
    // Sockets of an HTTP server have no encoding of their own.
    const decoder = new StringDecoder('utf8');
    socket.on('data', (data: Buffer) => {
      const lines = (rest + decoder.write(data)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.take(parseProbeMessage(line));
      if (rest.length > MAXIMUM_LINE_LENGTH) socket.destroy();
    });
    socket.on('close', () => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.waiting?.answered.resolve(undefined);
      this.waiting = undefined;
    });
  }

  private take(message: ProbeMessage | undefined): void {
    if (message === undefined) {
      this.options.logger.debug('A probe said something that is no observation');
    } else if (message.type === 'answer') {
      if (this.waiting?.number !== message.to) return;
      this.waiting.answered.resolve(undefined);
      this.waiting = undefined;
    } else {
      this.publish(message);
    }
  }

  private publish(message: Exclude<ProbeMessage, { type: 'answer' }>): void {
    if (message.type === 'evidence.lost') {
      this.lose(message.record.reason);
      return;
    }
    const seen = asHostSees(message, { ...this.options.names, generation: this.generation });
    if (seen.type === 'evidence.connection' && seen.record.error === undefined) {
      this.connections.add(seen.record.connectionId);
    } else if (seen.type === 'evidence.connectionEnded') {
      this.connections.delete(seen.record.connectionId);
    }
    this.options.events.emit(seen.type, seen.record, this.requestId, seen.epochMs);
  }

  private lose(reason: string): void {
    if (this.lostReasons.has(reason)) return;
    this.lostReasons.add(reason);
    this.options.events.emit('evidence.lost', { reason }, this.requestId);
  }

  private knows(authorization: string | undefined): boolean {
    const given = Buffer.from(authorization ?? '');
    const expected = Buffer.from(`Bearer ${this.token}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
