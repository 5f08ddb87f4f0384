import { open, url } from 'node:inspector';
import { connect } from 'node:net';

/**
 * Opens the inspector, tells the host where it is, and resolves when the host lets the function be loaded. Without a host
 * there is nobody to wait for, so a broken connection lets it go on, too.
 */
export function awaitDebugger(rendezvous: string, module: string): Promise<void> {
  const [, host = '', port, token] = /^(.*):(\d+)\/(.*)$/.exec(rendezvous) ?? [];
  open(0, '127.0.0.1');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) }, () => {
      socket.write(`${JSON.stringify({ token, target: url(), module })}\n`);
    });
    socket.once('close', () => resolve());
    socket.once('error', () => resolve());
    socket.resume();
  });
}
