// @ts-check
import { HttpTarget, invocationsUrl } from '../httpTarget.mjs';
import { Program } from '../program.mjs';
import { EVENT, NotMeasured, timed } from '../subject.mjs';
import { WARM } from './groups.mjs';

/** @typedef {import('../bench.mjs').Bench} Bench */
/** @typedef {import('../scope.mjs').Scope} Scope */
/** @typedef {import('../subject.mjs').Aim} Aim */
/** @typedef {import('../subject.mjs').Subject} Subject */

const NAME = 'echo';

/**
 * A way to invoke the function of a server again and again.
 * @typedef {(url: string, scope: Scope) => Promise<() => Promise<unknown>>} Caller
 */

/**
 * Serves one function behind Warmpath's Invoke API in another process. Throws NotMeasured.
 * @param {Bench} bench
 * @param {Scope} scope
 * @param {{ language: 'node' | 'python', freeze: boolean, reservedConcurrency?: number }} options
 * @returns {Promise<string>} where the server is
 */
async function serve(bench, scope, { language, freeze, ...settings }) {
  const description = {
    fleet: { stateFolder: bench.newFolder('state'), freeze, python: bench.pythonCommand },
    functions: [
      { name: NAME, runtime: bench.runtimeOf(language), codePath: bench.newCodeFolder(language), ...settings },
    ],
  };
  const { url } = await new Program('invokeApi', [JSON.stringify(description)], scope).message();
  return url;
}

/** @type {Caller} */
async function httpCaller(url, scope) {
  const target = new HttpTarget(invocationsUrl(url, NAME));
  scope.add(() => target.dispose());
  return () => target.post(EVENT);
}

/** @type {Caller} */
async function sdkCaller(url, scope) {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda').catch(() => {
    throw new NotMeasured('@aws-sdk/client-lambda is not installed; run npm install');
  });
  const client = new LambdaClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'benchmark', secretAccessKey: 'benchmark' },
  });
  scope.add(() => client.destroy());
  return async () => {
    const { FunctionError } = await client.send(new InvokeCommand({ FunctionName: NAME, Payload: EVENT }));
    if (FunctionError !== undefined) throw new Error('The function failed.');
  };
}

/**
 * @param {string} name of the client
 * @param {Caller} newCaller
 * @param {Aim} [aim] for environments that are frozen, as they are unless somebody says otherwise
 * @returns {Subject[]}
 */
function warmApi(name, newCaller, aim) {
  return /** @type {const} */ (['node', 'python']).flatMap((language) =>
    [true, false].map(
      /** @returns {Subject} */ (freeze) => ({
        group: WARM,
        figures: [
          {
            name: `${name}, ${language === 'node' ? 'Node.js' : 'Python'}, freeze ${freeze ? 'on' : 'off'}`,
            unit: 'ms',
            ...(freeze && aim !== undefined ? { aim } : {}),
          },
        ],
        baseline: 'round trip',
        plan: 'warm',
        open: async (bench, scope) => timed(await newCaller(await serve(bench, scope, { language, freeze }), scope)),
      }),
    ),
  );
}

export const warmApiSubjects = [
  ...warmApi('Invoke API', httpCaller, { ratio: 3 }),
  ...warmApi('Invoke API by AWS SDK', sdkCaller),
];

/**
 * A function with as many environments as there are callers at once, behind the Invoke API.
 * @param {Bench} bench
 * @param {Scope} scope
 * @param {number} reservedConcurrency
 */
export async function concurrentFunction(bench, scope, reservedConcurrency) {
  const url = await serve(bench, scope, { language: 'node', freeze: true, reservedConcurrency });
  return httpCaller(url, scope);
}
