import { environmentVariableProblems } from '../../lambda/environmentVariables';
import { list, unresolved } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import { dictionaryOf, entryOf, textAt } from '../translation/evaluatedBuilders';
import type { LambdaImage } from './lambdaImage';
import type { Stage } from './stages';

/** What an image says of its function, in SAM's words. */
export function imageProperties(stage: Stage, { architecture, handler, runtime }: LambdaImage): Dictionary {
  const { at, entryPoint, command, variables } = stage;
  const texts = (words: readonly string[] | undefined): Evaluated | undefined =>
    words &&
    list(
      at,
      words.map((word) => textAt(at, word)),
    );
  return dictionaryOf(at, {
    PackageType: textAt(at, 'Image'),
    Runtime: runtime === undefined ? undefined : textAt(at, runtime),
    Architectures: architecture === undefined ? undefined : list(at, [textAt(at, architecture)]),
    ImageConfig: dictionaryOf(at, {
      Command: texts(command?.words ?? (handler === undefined ? undefined : [handler])),
      EntryPoint: texts(entryPoint?.words),
    }),
    Environment: environment(stage, variables),
  });
}

/** They name places of the image's own file system, which are not here. */
const OF_THE_IMAGE: ReadonlySet<string> = new Set(['HOME', 'LD_LIBRARY_PATH', 'NODE_PATH', 'PATH', 'PYTHONPATH']);

function environment({ at }: Stage, variables: Stage['variables']): Dictionary | undefined {
  const entries = new Map<string, Entry>();
  for (const [name, variable] of variables) {
    // What Lambda sets by itself an image may well say again.
    if (OF_THE_IMAGE.has(name) || environmentVariableProblems({ [name]: '' }).length > 0) continue;
    const value =
      variable.value === undefined
        ? unresolved(variable.at, 'it depends on a build argument; give that a default in the Dockerfile')
        : textAt(variable.at, variable.value);
    entries.set(name, entryOf(value, variable.at));
  }
  const first = [...entries.values()][0];
  if (first === undefined) return undefined;
  const inner: Dictionary = { kind: 'dictionary', at, computed: false, entries };
  const block = dictionaryOf(at, { Variables: inner });
  return { ...block, at: first.at };
}
