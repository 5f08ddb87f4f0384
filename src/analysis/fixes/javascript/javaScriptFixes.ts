import type { LanguageFixes } from '../fix';
import { removeCallback } from './callbacks';
import { hoistCreation } from './hoistCreation';
import { keyedCache } from './keyedCache';
import { lazyGetter } from './lazyGetter';
import { guardFirebase, hoistRegistration } from './registerOnce';

export const JAVASCRIPT_FIXES: LanguageFixes = {
  'callback-parameter': [removeCallback],
  'client-in-handler': [hoistCreation, lazyGetter],
  'event-dependent-client': [keyedCache],
  'register-once': [hoistCreation, hoistRegistration, guardFirebase],
};
