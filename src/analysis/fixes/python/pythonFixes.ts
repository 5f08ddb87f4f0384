import type { LanguageFixes } from '../fix';
import { connectionGetter } from './connectionGetter';
import { hoistClient } from './hoistClient';
import { hoistWork } from './hoistWork';
import { importInModule } from './importInModule';
import { keyedCache } from './keyedCache';
import { lazyClient } from './lazyClient';
import { registerInModule } from './registerInModule';
import { synchronousHandler } from './synchronousHandler';

export const PYTHON_FIXES: LanguageFixes = {
  'async-python-handler': [synchronousHandler],
  'client-in-handler': [hoistClient, lazyClient, connectionGetter],
  'event-dependent-client': [keyedCache],
  'heavy-work-in-handler': [hoistWork],
  'import-in-handler': [importInModule],
  'register-once': [registerInModule],
  'session-per-invocation': [hoistClient, lazyClient],
};
