import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A Redis of its own on loopback that keeps nothing. */
export class RedisServer implements AsyncDisposable {
  private constructor(
    private readonly child: ReturnType<typeof spawnServer>,
    readonly port: number,
  ) {}

  /** Undefined where Redis is not installed. */
  static async start(): Promise<RedisServer | undefined> {
    if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
    const port = await freePort();
    const child = spawnServer(port);
    for await (const line of createInterface(child.stdout)) {
      if (line.includes('Ready to accept connections')) return new RedisServer(child, port);
    }
    throw new Error('Redis did not start.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }
}

function spawnServer(port: number) {
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--daemonize', 'no'];
  return spawn('redis-server', settings, { cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Redis does not say which port it chose. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
