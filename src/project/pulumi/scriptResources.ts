import { emptyDictionary } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { Found, ScriptProgram } from '../script/scriptProgram';
import { isArchive } from './resources';
import type { Archive, PulumiProgram, PulumiResource } from './resources';

const PROVIDERS = /^@pulumi\/(?:aws|aws-classic|aws-apigateway)(?:\/(\w+))?$/;
/** The resources of a program in JavaScript or TypeScript. */
export function scriptResources(program: ScriptProgram, folder: string, problems: ProblemList): PulumiProgram {
  const byConstruction = new Map<unknown, PulumiResource>();
  for (const found of program.found()) {
    const type = typeOf(program, found);
    if (type === undefined) continue;
    const [nameNode, inputs] = found.construction.arguments;
    const name = nameNode === undefined ? undefined : program.read(found.module, nameNode);
    const at = program.at(found.module, found.construction.node);
    if (type === 'lambda.CallbackFunction') {
      const message =
        'A CallbackFunction is left out: Pulumi makes its code when it runs; move it to a file to run it here.';
      problems.add(at, 'information', message);
      continue;
    }
    byConstruction.set(found.construction.node, {
      type,
      name: name?.kind === 'scalar' ? name.text : (type.split('.').at(-1) ?? type),
      at,
      inputs: inputs === undefined ? emptyDictionary(at) : program.read(found.module, inputs),
    });
  }
  return {
    resources: [...byConstruction.values()],
    folder,
    resourceOf: (value) => byConstruction.get(program.resourceOf(value)?.construction.node),
    archiveOf(value) {
      const found = program.resourceOf(value);
      return found === undefined ? undefined : archiveOf(program, found);
    },
  };
}

function typeOf(program: ScriptProgram, { module, construction }: Found): string | undefined {
  if (construction.object !== undefined) return undefined;
  const { from, names } = program.fullName(module, construction.callee);
  const provider = PROVIDERS.exec(from ?? '');
  if (provider === null) return undefined;
  return [...(provider[1] === undefined ? [] : [provider[1]]), ...names].slice(-2).join('.');
}

function archiveOf(program: ScriptProgram, { module, construction }: Found): Archive | undefined {
  const kind = construction.callee.at(-1) ?? '';
  const [content] = construction.arguments;
  if (!isArchive(kind)) return undefined;
  return { kind, content: content === undefined ? undefined : program.read(module, content) };
}

/** `NodeJS20dX` of `aws.lambda.Runtime.NodeJS20dX` is nodejs20.x. */
export function knownRuntime(names: readonly string[]): string | undefined {
  const [kind, member = ''] = names.slice(-2);
  if (kind !== 'Runtime') return undefined;
  if (/^CustomAL\d*$/.test(member)) return `provided.al${member.slice('CustomAL'.length)}`;
  const runtime = member.toLowerCase().replace(/(?<=\d)d(?=[\dx])/g, '.');
  return runtime === 'java8al2' ? 'java8.al2' : runtime;
}
