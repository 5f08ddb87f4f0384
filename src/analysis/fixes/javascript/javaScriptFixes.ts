import { UNUSED_SUPPRESSION } from '../../suppressions';
import type { LanguageFixes } from '../fix';
import { removeSuppression } from '../removeSuppression';
import { removeCallback, returnResult } from './callbacks';
import { addWaitSetting, removeWaitSetting } from './callbackWaits';
import { copyFirst } from './copyFirst';
import { giveTimeout } from './giveTimeout';
import { hoistCreation } from './hoistCreation';
import { hoistWork } from './hoistWork';
import { keyedCache } from './keyedCache';
import { lazyGetter } from './lazyGetter';
import { forgetClosed, leaveOpen } from './leaveOpen';
import { loadEarly } from './loadEarly';
import { moveIntoFunction } from './moveIntoFunction';
import { guardFirebase, hoistRegistration } from './registerOnce';
import { removeInFinally } from './removeTemporary';
import { awaitInit, awaitWork } from './waitForIt';

export const JAVASCRIPT_FIXES: LanguageFixes = {
  'async-with-callback': [returnResult],
  'callback-parameter': [removeCallback],
  'callback-waits': [removeWaitSetting, addWaitSetting],
  'client-in-handler': [hoistCreation, lazyGetter],
  'event-dependent-client': [keyedCache],
  'frozen-at-init': [moveIntoFunction],
  'heavy-work-in-handler': [hoistWork],
  'import-in-handler': [loadEarly],
  'module-state-mutated': [copyFirst],
  'no-timeout': [giveTimeout],
  'register-once': [hoistCreation, hoistRegistration, guardFirebase],
  'shared-connection-closed': [leaveOpen, forgetClosed],
  'tmp-file-left': [removeInFinally],
  'tmp-name-shared': [removeInFinally],
  'unawaited-init': [awaitInit],
  [UNUSED_SUPPRESSION]: [removeSuppression],
  'work-after-response': [awaitWork],
};
