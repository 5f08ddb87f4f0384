import { emptyDictionary } from '../cloudformation/evaluated';
import type { Dictionary } from '../cloudformation/evaluated';
import { readFunction } from '../cloudformation/functionResource';
import type { ProjectFiles } from '../projectFiles';
import { inOrder, problemAt } from '../projectFunction';
import type { EventSource, Problem, ProjectFunction, SettingName, SourceLocation } from '../projectFunction';
import { inWords } from './inWords';
import type { Words } from './inWords';
import { Ready, ReadyTemplate } from './readyTemplate';

/** A function of another tool, its settings in SAM's words at the places they were written at. */
export interface FunctionInSamWords {
  /** Absolute path of the template; relative paths in `properties` start from its folder. */
  readonly template: string;
  readonly origin: ProjectFunction['origin'];
  readonly logicalName: string;
  readonly at: SourceLocation;
  readonly properties: Dictionary;
  readonly metadata?: Dictionary;
  readonly eventSources: readonly EventSource[];
  readonly problems: readonly Problem[];
  /** Settings that the tool assumes by itself: nobody wrote them anywhere. */
  readonly assumed: ReadonlySet<SettingName>;
  readonly words: Words;
  readonly files: ProjectFiles | undefined;
}

/** Reads a function that was said in SAM's words, so that one reader knows what the words mean. */
export async function translatedFunction(given: FunctionInSamWords): Promise<ProjectFunction> {
  const { at, assumed, eventSources, logicalName, metadata = emptyDictionary(at), properties, words } = given;
  const template = new ReadyTemplate(given.template);
  const read = await readFunction(
    { template, globals: undefined, eventSources: new Map(), files: given.files },
    {
      logicalId: logicalName,
      at,
      type: 'AWS::Serverless::Function',
      properties: new Ready(properties),
      metadata: new Ready(metadata),
      condition: undefined,
    },
  );
  const { file, line, column } = at;
  return {
    ...read,
    origin: given.origin,
    template: { file, line, column },
    places: Object.fromEntries(Object.entries(read.places).filter(([name]) => !isAssumed(assumed, name))),
    eventSources: [...eventSources],
    problems: inOrder([
      ...read.problems.map((problem) => inWords(problem, words)),
      ...assumedRuntime(read, given),
      ...given.problems,
    ]),
  };
}

/** Tools change what they assume with their versions, so it may be another one tomorrow. */
function assumedRuntime(
  { configuration }: ProjectFunction,
  { assumed, at, logicalName }: FunctionInSamWords,
): Problem[] {
  if (!assumed.has('runtime')) return [];
  const message = `${logicalName} has no runtime, so it is ${configuration.runtime}; add one.`;
  return [problemAt(at, 'information', message)];
}

function isAssumed(assumed: ReadonlySet<string>, name: string): boolean {
  return assumed.has(name);
}
