import { list, member } from '../cloudformation/evaluated';
import type { Dictionary, Evaluated } from '../cloudformation/evaluated';
import type { SourceLocation } from '../projectFunction';
import { dictionaryOf, textAt } from '../translation/evaluatedBuilders';
import { seconds } from './units';

/** `cors` of a function URL in SAM's words: everything is allowed unless the program says otherwise. */
export function urlCors(at: SourceLocation, written: Evaluated | undefined): Dictionary | undefined {
  if (written?.kind === 'scalar' && written.text === 'false') return undefined;
  const own = (...names: readonly string[]): Evaluated | undefined =>
    written === undefined ? undefined : names.map((name) => member(written, name)).find((value) => value !== undefined);
  const all = list(at, [textAt(at, '*')]);
  const age = own('maxAge');
  const maxAge = age?.kind === 'scalar' ? seconds(age.text) : undefined;
  // Version 2 says `allowedOrigins`.
  return dictionaryOf(at, {
    AllowOrigins: own('allowOrigins', 'allowedOrigins') ?? all,
    AllowMethods: own('allowMethods', 'allowedMethods') ?? all,
    AllowHeaders: own('allowHeaders', 'allowedHeaders') ?? all,
    ExposeHeaders: own('exposeHeaders', 'exposedHeaders'),
    AllowCredentials: own('allowCredentials'),
    MaxAge: maxAge === undefined ? undefined : textAt(at, String(maxAge)),
  });
}
