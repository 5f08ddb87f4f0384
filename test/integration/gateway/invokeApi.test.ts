import { describeInvokeApi } from './invokeApiCases';
import { PlainFunctions } from './plainFunctions';

describeInvokeApi('plain functions', (functions) =>
  Promise.resolve({ invoker: new PlainFunctions(functions), dispose: () => Promise.resolve() }),
);
