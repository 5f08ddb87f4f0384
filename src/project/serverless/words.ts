import type { Problem } from '../projectFunction';

/** SAM's words -> the framework's, for messages about functions that are read in SAM's words. */
const WORDS: Readonly<Record<string, string>> = {
  ApplicationLogLevel: 'applicationLogLevel',
  Architectures: 'architecture',
  AuthType: 'authorizer',
  CodeUri: 'module',
  ContentUri: 'path',
  Destination: 'destinations',
  Environment: 'environment',
  FunctionName: 'name',
  Handler: 'handler',
  InvokeMode: 'invokeMode',
  LayerVersion: 'layer',
  Layers: 'layers',
  LogFormat: 'logFormat',
  MaximumEventAgeInSeconds: 'maximumEventAge',
  MaximumRetryAttempts: 'maximumRetryAttempts',
  MemorySize: 'memorySize',
  ProvisionedConcurrentExecutions: 'provisionedConcurrency',
  ReservedConcurrentExecutions: 'reservedConcurrency',
  Runtime: 'runtime',
  Size: 'ephemeralStorageSize',
  SystemLogLevel: 'systemLogLevel',
  TargetArn: 'onError',
  Timeout: 'timeout',
  Tracing: 'tracing',
  Variables: 'environment',
};

const PATTERN = new RegExp(`\\b(?:${Object.keys(WORDS).join('|')})\\b(?! API)`, 'g');

export function inFrameworkWords(problem: Problem): Problem {
  return { ...problem, message: problem.message.replace(PATTERN, (word) => WORDS[word] ?? word) };
}
