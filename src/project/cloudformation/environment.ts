import type { ProblemList } from '../problemList';
import type { SourceLocation } from '../projectFunction';
import { variableProblems } from '../variableProblems';
import type { Properties } from './properties';

interface Environment {
  readonly environment: Record<string, string>;
  readonly origins: Record<string, SourceLocation>;
  /** Variable name -> why its value is not known, in one sentence. */
  readonly unresolved: Record<string, string>;
}

/** The variables of a function, with the place of each. */
export function readEnvironment(properties: Properties, problems: ProblemList): Environment {
  const variables = properties.below('Environment').below('Variables');
  const environment = new Map<string, string>();
  const origins = new Map<string, SourceLocation>();
  const unresolved = new Map<string, string>();
  for (const [name, { at, value }] of variables.entries()) {
    if (value.kind === 'scalar') {
      environment.set(name, value.text);
      origins.set(name, at);
    } else {
      const reason = value.kind === 'unresolved' ? value.reason : 'it must be a text; give it one or put it in quotes';
      unresolved.set(name, `The variable ${name} is left out: ${reason}.`);
      problems.add(at, 'warning', `The variable ${name} is left out: ${reason}.`);
    }
  }
  const place = properties.entry('Environment')?.at ?? properties.at;
  for (const { at, message } of variableProblems(environment, origins, place)) problems.add(at, 'error', message);
  return {
    environment: Object.fromEntries(environment),
    origins: Object.fromEntries(origins),
    unresolved: Object.fromEntries(unresolved),
  };
}
