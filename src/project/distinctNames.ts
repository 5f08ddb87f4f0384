import { createHash } from 'node:crypto';
import path from 'node:path';
import { withFunctionNames } from './functionTargets';
import { problemAt } from './projectFunction';
import type { ProjectFunction } from './projectFunction';

/** Longest name of a function, in characters. */
const LONGEST = 64;

/**
 * Functions under names of their own, in the order given: the first one of a name keeps it, each other one has the name
 * of its nested application, of its folder or of its template in front (`services-orders-Create`), and says so.
 * `folder`: absolute path of the project.
 */
export function withDistinctNames(functions: readonly ProjectFunction[], folder: string): ProjectFunction[] {
  const first = new Map<string, ProjectFunction>();
  for (const each of functions) if (!first.has(nameOf(each))) first.set(nameOf(each), each);
  const taken = new Set(first.keys());
  const renames = new Map<string, Map<string, string>>();
  const named = functions.map((each) => {
    const owner = first.get(nameOf(each));
    if (owner === undefined || owner === each) return each;
    const name = distinctName(each, folder, taken);
    taken.add(name);
    const scope = scopeOf(each);
    if (scope !== scopeOf(owner))
      renames.set(scope, (renames.get(scope) ?? new Map<string, string>()).set(nameOf(each), name));
    return renamed(each, name, owner, folder);
  });
  return named.map((each) => {
    const names = renames.get(scopeOf(each));
    return names === undefined ? each : { ...each, eventSources: withFunctionNames(each.eventSources, names) };
  });
}

/** Inside of it a name means one function: a template, or one use of it as a nested application. */
function scopeOf({ template, logicalName }: ProjectFunction): string {
  return JSON.stringify([template?.file, path.posix.dirname(logicalName)]);
}

function nameOf({ configuration }: ProjectFunction): string {
  return configuration.name;
}

function distinctName(each: ProjectFunction, folder: string, taken: ReadonlySet<string>): string {
  const file = each.template?.file ?? each.configuration.codePath;
  const places = [
    path.posix.dirname(each.logicalName),
    path.relative(folder, path.dirname(file)),
    path.basename(file, path.extname(file)),
  ];
  const names = places
    .map((place) => place.split(/[^\w-]+/).filter((part) => part !== ''))
    .filter((parts) => parts.length > 0)
    .map((parts) => bounded([...parts, nameOf(each)].join('-')));
  for (const name of names) if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const name = bounded(`${names[0] ?? nameOf(each)}-${String(number)}`);
    if (!taken.has(name)) return name;
  }
}

/** A name that is too long ends in what tells it from others with the same beginning. */
function bounded(name: string): string {
  if (name.length <= LONGEST) return name;
  const ending = `-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  return name.slice(0, LONGEST - ending.length) + ending;
}

function renamed(each: ProjectFunction, name: string, owner: ProjectFunction, folder: string): ProjectFunction {
  const { configuration, template, problems } = each;
  const named = { ...each, configuration: { ...configuration, name } };
  if (template === undefined) return named;
  const where = owner.template === undefined ? owner.logicalName : path.relative(folder, owner.template.file);
  const other =
    owner.template?.file === template.file
      ? `its name is also that of ${owner.logicalName}`
      : `${where} has a ${nameOf(each)}, too`;
  const notice = `${each.logicalName} is served as ${name}, because ${other}.`;
  return { ...named, problems: [...problems, problemAt(template, 'information', notice)] };
}
