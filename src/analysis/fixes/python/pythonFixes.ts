import { UNUSED_SUPPRESSION } from '../../suppressions';
import type { LanguageFixes } from '../fix';
import { removeSuppression } from '../removeSuppression';
import { addTimeout } from './addTimeout';
import { checkedGetter } from './checkedGetter';
import { clearState } from './clearState';
import { connectionGetter } from './connectionGetter';
import { defaultArgument } from './defaultArgument';
import { dropClose, forgetClosed } from './dropClose';
import { hoistClient } from './hoistClient';
import { hoistWork } from './hoistWork';
import { importInModule } from './importInModule';
import { askInFunction, fillInHandler, makeInHandler } from './intoFunction';
import { keyedCache } from './keyedCache';
import { lazyClient } from './lazyClient';
import { ownCopy } from './ownCopy';
import { ownDirectory } from './ownDirectory';
import { registerInModule } from './registerInModule';
import { removeInFinally, temporaryDirectory } from './removeTemporary';
import { synchronousHandler } from './synchronousHandler';
import { waitForWork } from './waitForWork';

export const PYTHON_FIXES: LanguageFixes = {
  'async-python-handler': [synchronousHandler],
  'client-in-handler': [hoistClient, lazyClient, connectionGetter],
  'event-dependent-client': [keyedCache],
  'frozen-at-init': [defaultArgument, askInFunction],
  'heavy-work-in-handler': [hoistWork],
  'import-in-handler': [importInModule],
  'invocation-object-shared': [makeInHandler],
  'module-state-mutated': [defaultArgument, ownCopy, fillInHandler, clearState],
  'no-timeout': [addTimeout],
  'register-once': [registerInModule],
  'session-per-invocation': [hoistClient, lazyClient],
  'shared-connection-closed': [dropClose, forgetClosed],
  'stale-connection': [checkedGetter],
  'tmp-file-left': [temporaryDirectory, removeInFinally],
  'tmp-name-shared': [ownDirectory, removeInFinally],
  [UNUSED_SUPPRESSION]: [removeSuppression],
  'work-after-response': [waitForWork],
};
