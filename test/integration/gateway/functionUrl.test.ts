import { describeFunctionUrls } from './functionUrlCases';
import { PlainFunctions } from './plainFunctions';

describeFunctionUrls('plain functions', (functions) =>
  Promise.resolve({ invoker: new PlainFunctions(functions), dispose: () => Promise.resolve() }),
);
