import { asyncPythonHandler } from './asyncPythonHandler';
import { asyncWithCallback } from './asyncWithCallback';
import { callbackParameter } from './callbackParameter';
import { callbackWaits } from './callbackWaits';
import { clientBehindCall } from './clientBehindCall';
import { clientInHandler } from './clientInHandler';
import { eventDependentClient } from './eventDependentClient';
import { expiringSecretCached } from './expiringSecretCached';
import { frozenAtInit } from './frozenAtInit';
import { heavyWorkInHandler } from './heavyWorkInHandler';
import { importInHandler } from './importInHandler';
import { invocationObjectShared } from './invocationObjectShared';
import { loopBoundClient } from './loopBoundClient';
import { moduleStateMutated } from './moduleStateMutated';
import { noTimeout } from './noTimeout';
import { registerOnce } from './registerOnce';
import type { Rule } from './rule';
import { sessionPerInvocation } from './sessionPerInvocation';
import { sharedConnectionClosed } from './sharedConnectionClosed';
import { staleConnection } from './staleConnection';
import { tenantCredentialCached } from './tenantCredentialCached';
import { tmpFileLeft } from './tmpFileLeft';
import { tmpNameShared } from './tmpNameShared';
import { unawaitedInit } from './unawaitedInit';
import { workAfterResponse } from './workAfterResponse';

/** Every rule, in the order in which its findings of one place are shown. */
export const RULES: readonly Rule[] = [
  callbackParameter,
  asyncPythonHandler,
  clientInHandler,
  clientBehindCall,
  eventDependentClient,
  registerOnce,
  sessionPerInvocation,
  sharedConnectionClosed,
  loopBoundClient,
  tenantCredentialCached,
  staleConnection,
  moduleStateMutated,
  invocationObjectShared,
  frozenAtInit,
  expiringSecretCached,
  heavyWorkInHandler,
  importInHandler,
  noTimeout,
  workAfterResponse,
  unawaitedInit,
  asyncWithCallback,
  callbackWaits,
  tmpFileLeft,
  tmpNameShared,
];
