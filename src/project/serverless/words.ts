import type { Problem } from '../projectFunction';
import { inWords } from '../translation/inWords';
import type { Words } from '../translation/inWords';

/** SAM's words -> the framework's, for messages about functions that are read in SAM's words. */
const WORDS: Words = {
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

export function inFrameworkWords(problem: Problem): Problem {
  return inWords(problem, WORDS);
}
