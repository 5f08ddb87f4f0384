import { environmentVariableProblems } from '../lambda/environmentVariables';
import type { SourceLocation } from './projectFunction';

/** What Lambda would refuse in a set of variables, each at the place of its variable, else at `place`. */
export function variableProblems(
  variables: ReadonlyMap<string, string>,
  origins: ReadonlyMap<string, SourceLocation>,
  place: SourceLocation,
): { readonly at: SourceLocation; readonly message: string }[] {
  const byName = [...variables.keys()].flatMap((name) =>
    // Without the value, so that only the name can be wrong here and the size is said once, for all of them.
    environmentVariableProblems({ [name]: '' }).map((message) => ({ at: origins.get(name) ?? place, message })),
  );
  const said = new Set(byName.map(({ message }) => message));
  const together = environmentVariableProblems(Object.fromEntries(variables))
    .filter((message) => !said.has(message))
    .map((message) => ({ at: place, message }));
  return [...byName, ...together];
}
