// @ts-check
import { Agent, request } from 'node:http';

/** One path of an HTTP server, called over kept connections. */
export class HttpTarget {
  #agent = new Agent({ keepAlive: true });
  #options;

  /** @param {string} url */
  constructor(url) {
    const { hostname, port, pathname } = new URL(url);
    this.#options = { agent: this.#agent, hostname, port, path: pathname, method: 'POST' };
  }

  /**
   * Posts JSON text and answers with the body of the response. Throws when the response is not a success.
   * @param {string} body
   * @returns {Promise<Buffer>}
   */
  post(body) {
    return new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
      const outgoing = request({ ...this.#options, headers }, (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          if (response.statusCode === 200 && response.headers['x-amz-function-error'] === undefined) {
            resolve(bytes);
          } else {
            reject(new Error(`${this.#options.path} answered ${response.statusCode}: ${bytes.toString()}`));
          }
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Closes the connections. */
  dispose() {
    this.#agent.destroy();
  }
}

/**
 * Where the Invoke API of a server has a function.
 * @param {string} url of the server
 * @param {string} functionName
 */
export function invocationsUrl(url, functionName) {
  return `${url}/2015-03-31/functions/${functionName}/invocations`;
}
