import { connect, type Socket } from 'node:net';

/** What the host asks for. */
export type HostRequest = 'observe' | 'thawed';

/** The probe's line to its host; it never keeps the process alive. */
export class HostConnection {
  private readonly socket: Socket;
  private upgraded = false;

  /** `door`: `host:port/token`. `onRequest` does what the host asks for and returns when it has been said. */
  constructor(door: string, onRequest: (what: HostRequest) => void) {
    const [, host = '', port, token = ''] = /^(.*):(\d+)\/(.*)$/.exec(door) ?? [];
    this.socket = connect({ host, port: Number(port), noDelay: true });
    this.socket.unref();
    // A host that is gone needs no evidence.
    this.socket.on('error', () => undefined);
    this.socket.write(
      `GET /warmpath/probe HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: warmpath-probe\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    let text = '';
    this.socket.setEncoding('latin1');
    this.socket.on('data', (part: string) => {
      text += part;
      if (!this.upgraded) {
        const end = text.indexOf('\r\n\r\n');
        if (end === -1) return;
        this.upgraded = true;
        text = text.slice(end + 4);
      }
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const [what = '', number] = line.split(' ');
        onRequest(what as HostRequest);
        this.send({ type: 'answer', to: Number(number) });
      }
    });
  }

  send(message: object): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }
}
