import { asyncPythonHandler } from './asyncPythonHandler';
import { callbackParameter } from './callbackParameter';
import { clientInHandler } from './clientInHandler';
import { eventDependentClient } from './eventDependentClient';
import { registerOnce } from './registerOnce';
import type { Rule } from './rule';

/** Every rule, in the order in which its findings of one place are shown. */
export const RULES: readonly Rule[] = [
  callbackParameter,
  asyncPythonHandler,
  clientInHandler,
  eventDependentClient,
  registerOnce,
];
