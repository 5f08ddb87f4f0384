import { environmentVariableProblems } from './environmentVariables';
import type { AsynchronousConfiguration, FunctionConfiguration } from './functionConfiguration';
import { LIMITS } from './limits';

interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

const RETRY_ATTEMPTS: Range = { minimum: 0, maximum: 2 };
const EVENT_AGE_SECONDS: Range = { minimum: 60, maximum: 21_600 };

/**
 * What the Lambda service would refuse in a function's configuration (lambda-contract §8.2, §10, §12), one sentence
 * each; empty when it would accept everything that is given. Settings that are absent are not looked at, so a caller
 * that knows where each setting was written can ask for one at a time.
 */
export function validateConfiguration(settings: Partial<FunctionConfiguration>): string[] {
  const { timeout, memorySize, ephemeralStorage, layers, environment, asynchronous } = settings;
  return [
    ...outOfRange('The timeout', timeout, ' s', LIMITS.timeoutSeconds),
    ...outOfRange('The memory size', memorySize, ' MB', LIMITS.memoryMB),
    ...outOfRange('The ephemeral storage', ephemeralStorage, ' MB', LIMITS.ephemeralStorageMB),
    ...tooManyLayers(layers),
    ...(environment === undefined ? [] : environmentVariableProblems(environment)),
    ...concurrencyProblems(settings),
    ...asynchronousProblems(asynchronous),
  ];
}

function outOfRange(subject: string, value: number | undefined, unit: string, range: Range): string[] {
  if (value === undefined || (Number.isInteger(value) && value >= range.minimum && value <= range.maximum)) return [];
  return [
    `${subject} is ${String(value)}${unit}; use a whole number from ${String(range.minimum)} to ${String(range.maximum)}.`,
  ];
}

function tooManyLayers(layers: readonly string[] | undefined): string[] {
  if (layers === undefined || layers.length <= LIMITS.layers) return [];
  return [`The function has ${String(layers.length)} layers; Lambda allows ${String(LIMITS.layers)}, so merge some.`];
}

function concurrencyProblems(settings: Partial<FunctionConfiguration>): string[] {
  const { reservedConcurrency, provisionedConcurrency } = settings;
  const accepts = (value: number | undefined, minimum: number): boolean =>
    value === undefined || (Number.isInteger(value) && value >= minimum);
  return [
    ...(accepts(reservedConcurrency, 0)
      ? []
      : [`The reserved concurrency is ${String(reservedConcurrency)}; use a whole number from 0.`]),
    ...(accepts(provisionedConcurrency, 1)
      ? []
      : [`The provisioned concurrency is ${String(provisionedConcurrency)}; use a whole number from 1.`]),
  ];
}

function asynchronousProblems(asynchronous: AsynchronousConfiguration | undefined): string[] {
  if (asynchronous === undefined) return [];
  return [
    ...outOfRange('The number of retries', asynchronous.maximumRetryAttempts, '', RETRY_ATTEMPTS),
    ...outOfRange('The maximum event age', asynchronous.maximumEventAgeSeconds, ' s', EVENT_AGE_SECONDS),
  ];
}
