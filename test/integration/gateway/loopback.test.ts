import { once } from 'node:events';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { FunctionUrlServer } from '../../../src/gateway/functionUrlServer';
import { Gateway } from '../../../src/gateway/gateway';
import type { RequestTimeouts } from '../../../src/gateway/loopbackServer';
import { UserError } from '../../../src/lambda/errors';
import { silentLogger, systemClock } from '../../../src/lambda/ports';
import { httpCall } from './httpCall';
import { PlainFunctions } from './plainFunctions';
import { SERVED_FUNCTIONS } from './servedFunctions';

const ECHO = '/2015-03-31/functions/echo/invocations';
const common = { invoker: new PlainFunctions(SERVED_FUNCTIONS), logger: silentLogger, clock: systemClock };

describe('Front doors', () => {
  const opened: { dispose(): Promise<void> }[] = [];

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((server) => server.dispose()));
  });

  const openGateway = (timeouts?: RequestTimeouts): Gateway => {
    const gateway = new Gateway({ ...common, ...(timeouts && { timeouts }) });
    opened.push(gateway);
    return gateway;
  };
  const openFunctionUrl = (): FunctionUrlServer => {
    const server = new FunctionUrlServer({
      ...common,
      functionName: 'event',
      configuration: { authType: 'NONE', invokeMode: 'BUFFERED' },
    });
    opened.push(server);
    return server;
  };

  it('listen on the loopback address only', async () => {
    const { port, url } = await openGateway().listen({ port: 0 });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    const foreign = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (foreign === undefined) return;
    const socket = createConnection(port, foreign.address);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('say which port is taken and what to do', async () => {
    const { port } = await openGateway().listen({ port: 0 });
    const second = openFunctionUrl().listen({ port });
    await expect(second).rejects.toBeInstanceOf(UserError);
    await expect(second).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use: end the program that uses it or choose another port (0 takes any free one).`,
    );
  });

  it('say when a port cannot exist', async () => {
    await expect(openGateway().listen({ port: 70_000 })).rejects.toThrow('Port 70000 does not exist');
  });

  it('can be closed before and after they listen', async () => {
    const gateway = new Gateway(common);
    await gateway.dispose();
    const server = openGateway();
    const { url } = await server.listen({ port: 0 });
    await server.dispose();
    await expect(httpCall(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('close connections whose request is not finished', async () => {
    const gateway = new Gateway(common);
    const { port } = await gateway.listen({ port: 0 });
    const socket = createConnection(port, '127.0.0.1');
    socket.write(`POST ${ECHO} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 100 /);
    const closed = once(socket, 'close');
    await gateway.dispose();
    await closed;
  });

  describe.each([
    ['the Invoke API', openGateway, ECHO, 'POST'],
    ['a function URL', openFunctionUrl, '/', 'GET'],
  ] as const)('%s', (_, open, target, method) => {
    it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example:80', '192.168.0.1'])(
      'refuses the Host %s',
      async (host) => {
        const { url } = await open().listen({ port: 0 });
        const answer = await httpCall(url + target, { method, headers: { Host: host } });
        expect(answer.status).toBe(403);
        expect(JSON.parse(answer.body)).toMatchObject({ Message: expect.stringContaining('Host header') as unknown });
      },
    );

    it.each(['127.0.0.1', 'localhost', 'LOCALHOST:80', '[::1]', '[::1]:9000'])('takes the Host %s', async (host) => {
      const { url } = await open().listen({ port: 0 });
      expect(await httpCall(url + target, { method, headers: { Host: host } })).toMatchObject({ status: 200 });
    });

    it('sends no CORS headers of its own', async () => {
      const { url } = await open().listen({ port: 0 });
      const { headers } = await httpCall(url + target, { method });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  });

  it.each(['http://localhost:5173', 'https://evil.example', 'null'])(
    'refuse the page %s on the Invoke API',
    async (origin) => {
      const { url } = await openGateway().listen({ port: 0 });
      for (const [method, path] of [
        ['POST', ECHO],
        ['OPTIONS', ECHO],
        ['GET', '/2015-03-31/functions/'],
      ] as const) {
        const answer = await httpCall(url + path, { method, headers: { Origin: origin } });
        expect(answer.status).toBe(403);
        expect(answer.headers['x-amzn-errortype']).toBe('AccessDeniedException');
        expect(answer.body).toContain(`The web page at \\"${origin}\\" is refused`);
      }
    },
  );

  it.each<[expected: number, headers: Record<string, string>]>([
    [200, { Origin: 'http://localhost:5173' }],
    [200, { Origin: 'http://127.0.0.1' }],
    [200, { Origin: 'https://[::1]:1' }],
    [403, { Origin: 'https://evil.example' }],
    [403, { Origin: 'https://localhost.evil.example' }],
    [403, { Origin: 'null' }],
    [403, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'image' }],
    [403, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'iframe', Referer: 'https://evil.example/' }],
    [200, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'image', Referer: 'http://localhost:5173/' }],
    [200, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'document', Referer: 'https://docs.example/' }],
    [200, { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'empty' }],
  ])('answer %i to a page with %o at a function URL', async (expected, headers) => {
    const { url } = await openFunctionUrl().listen({ port: 0 });
    expect(await httpCall(url, { headers })).toMatchObject({ status: expected });
  });

  it('refuse a body that is too large before all of it was sent', async () => {
    const { port } = await openGateway().listen({ port: 0 });
    const declared = createConnection(port, '127.0.0.1');
    declared.write(`POST ${ECHO} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99000000\r\n\r\n`);
    expect(String((await once(declared, 'data'))[0])).toMatch(/^HTTP\/1\.1 413 /);
    declared.destroy();

    const undeclared = createConnection(port, '127.0.0.1');
    undeclared.write(`POST ${ECHO} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    for (let count = 0; count < 7; count += 1) undeclared.write(chunk);
    expect(String((await once(undeclared, 'data'))[0])).toMatch(/^HTTP\/1\.1 413 /);
    undeclared.destroy();
  });

  it.each([
    ['headers', `POST ${ECHO} HTTP/1.1\r\nHost: localhost\r\n`],
    ['body', `POST ${ECHO} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"`],
    ['discarded body', `POST ${ECHO} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99000000\r\n\r\n"`],
  ])('close a connection whose %s do not come', async (_, beginning) => {
    const { port } = await openGateway({ headersMs: 100, requestMs: 200 }).listen({ port: 0 });
    const socket = createConnection(port, '127.0.0.1');
    socket.write(beginning);
    const received = await text(socket);
    expect(received).toContain(' 408 Request Timeout');
  });

  it('keep a connection for the next request', async () => {
    const { port } = await openGateway().listen({ port: 0 });
    const socket = createConnection(port, '127.0.0.1');
    for (const event of ['1', '2']) {
      socket.write(`POST ${ECHO} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n${event}`);
      expect(String((await once(socket, 'data'))[0])).toMatch(new RegExp(`^HTTP/1\\.1 200 [^]*\\r\\n\\r\\n${event}$`));
    }
    socket.destroy();
  });
});
