// @ts-check
// A bare HTTP server that answers with what it gets, or with what the server given as its parameter makes of that:
// what an answer costs at least when it comes from another process, or from one behind it.
import { createServer } from 'node:http';
import process from 'node:process';
import { HttpTarget } from '../httpTarget.mjs';

const [behind] = process.argv.slice(2);
const target = behind === undefined ? undefined : new HttpTarget(behind);

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const body = Buffer.concat(chunks);
    const answer = target === undefined ? body : await target.post(body.toString());
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` });
});
process.once('disconnect', () => process.exit());
