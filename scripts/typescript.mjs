// @ts-check
// `node --import ./scripts/typescript.mjs program.mjs` lets a program use the TypeScript of the tests as it lies there.
import { register } from 'node:module';

register('./typescriptHooks.mjs', import.meta.url);
