#!/usr/bin/env node
// @ts-check
// The HTTP service that the orders-node example asks for exchange rates: node examples/exchangeRates.mjs
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The port that the template of the example names. */
const USUAL_PORT = 54330;

const ANSWER = JSON.stringify({ base: 'EUR', rates: { EUR: 1, GBP: 0.86, PLN: 4.27, USD: 1.08 } });

/**
 * Serves the rates on loopback; port 0 stands for any free one. Throws when the port is taken.
 * @param {number} port
 */
export async function startExchangeRates(port) {
  const server = http.createServer((request, response) => {
    const known = request.method === 'GET' && request.url === '/rates';
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(known ? ANSWER : '{}');
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  const actualPort = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://127.0.0.1:${actualPort}/rates`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

if (process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const { url } = await startExchangeRates(USUAL_PORT);
    console.log(`Exchange rates are served at ${url} until you press Ctrl+C.`);
  } catch (thrown) {
    console.error(`The exchange rates cannot be served: ${thrown instanceof Error ? thrown.message : thrown}`);
    process.exitCode = 1;
  }
}
