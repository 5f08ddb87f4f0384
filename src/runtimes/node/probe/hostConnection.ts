import { connect, type Socket } from 'node:net';
import { builtIns } from './builtIns';

/** What the host asks for. */
export type HostRequest = 'observe' | 'thawed';

/** The probe's line to its host; it never keeps the process alive. */
export class HostConnection {
  private readonly socket: Socket;
  private upgraded = false;
  private text = '';
  private lines: string[] = [];
  /** Requests are answered one after the other. */
  private working: Promise<void> = Promise.resolve();

  /** `door`: `host:port/token`. `onRequest` does what the host asks for and ends when it has been said. */
  constructor(
    private readonly door: Door,
    onRequest: (what: HostRequest) => Promise<void>,
  ) {
    this.socket = connect({ host: door.host, port: door.port, noDelay: true });
    // Own properties: user code that replaces methods of sockets in general does not reach this one.
    for (const name of ['write', 'emit', 'on', 'unref']) {
      Reflect.set(this.socket, name, Reflect.get(this.socket, name));
    }
    this.socket.unref();
    // A host that is gone needs no evidence.
    this.socket.on('error', () => undefined);
    this.socket.write(
      `GET /warmpath/probe HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: warmpath-probe\r\nAuthorization: Bearer ${door.token}\r\n\r\n`,
    );
    this.socket.setEncoding('latin1');
    this.socket.on('data', (part: string) => this.read(part, onRequest));
  }

  /** Says something with the next answer, or by itself at the end of this turn. */
  send(message: object): void {
    if (this.lines.length === 0) builtIns.setImmediate(() => this.flush()).unref();
    this.lines.push(builtIns.stringify(message));
  }

  /** Whether a peer is the host itself. */
  isPeer(peer: string): boolean {
    const { host, port } = this.door;
    return [host, this.socket.remoteAddress].some((address) => peer === `${String(address)}:${String(port)}`);
  }

  private flush(): void {
    const { lines } = this;
    if (lines.length === 0) return;
    this.lines = [];
    this.socket.write(`${lines.join('\n')}\n`);
  }

  private read(part: string, onRequest: (what: HostRequest) => Promise<void>): void {
    this.text += part;
    if (!this.upgraded) {
      const end = this.text.indexOf('\r\n\r\n');
      if (end === -1) return;
      this.upgraded = true;
      this.text = this.text.slice(end + 4);
    }
    const lines = this.text.split('\n');
    this.text = lines.pop() ?? '';
    for (const line of lines) {
      const [what = '', number] = line.split(' ');
      this.working = this.working
        .then(() => onRequest(what as HostRequest))
        .then(() => {
          this.send({ type: 'answer', to: Number(number) });
          this.flush();
        });
    }
  }
}

/** Where the host is, and what it wants to hear. */
export interface Door {
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

/** Reads `host:port/token`; undefined when it is something else. */
export function parseDoor(text: string): Door | undefined {
  const [, host = '', port, token = ''] = /^(.*):(\d+)\/(.*)$/.exec(text) ?? [];
  return port === undefined ? undefined : { host, port: Number(port), token };
}
