// @ts-check
// Runs a handler with lambda-local in this process; answers a number with that many durations in milliseconds.
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

const [packageFolder = '', handlerFile = '', eventText = ''] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const { execute } = require(packageFolder);
// Given as a path, lambda-local would load the module anew for every invocation.
const lambdaFunc = require(handlerFile);
const event = JSON.parse(eventText);

process.on('message', async (count) => {
  const samples = [];
  for (let sample = 0; sample < Number(count); sample += 1) {
    const startMs = performance.now();
    await execute({ event, lambdaFunc, lambdaHandler: 'handler', verboseLevel: 0 });
    samples.push(performance.now() - startMs);
  }
  process.send?.(samples);
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
