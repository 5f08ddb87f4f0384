import { emptyDictionary } from '../cloudformation/evaluated';
import type { Dictionary, Evaluated } from '../cloudformation/evaluated';
import { partsOf } from '../discovery/handlerModule';
import type { ProblemList } from '../problemList';
import { placeOf } from '../python/pythonProgram';
import type { PythonExpression, PythonProgram } from '../python/pythonProgram';
import { keyOf, PythonValues } from '../python/pythonValues';
import { isArchive } from './resources';
import type { Archive, PulumiProgram, PulumiResource } from './resources';
import { knownRuntime } from './scriptResources';

const PROVIDER = /^pulumi_(?:aws|aws_classic|aws_apigateway)\.(.+)$/;
/** Members of these are named by the user. */
const DATA: ReadonlySet<string> = new Set(['variables', 'tags']);

/** The resources of a program in Python. Everything is evaluated at once: the program may be disposed of afterwards. */
export function pythonResources(
  program: PythonProgram,
  folder: string,
  environment: Readonly<Record<string, string>>,
  problems: ProblemList,
): PulumiProgram {
  const values = new PythonValues(
    program,
    { environment, known: runtimeOf, kindOfCall, isData: (name) => DATA.has(name) },
    problems,
  );
  const resources = new Map<string, PulumiResource>();
  const archives = new Map<string, Archive>();
  for (const expression of program.calls()) {
    const { module, node } = expression;
    const name = calleeOf(program, expression);
    if (name === undefined || kindOfCall(name) !== 'resource') continue;
    const type = typeOf(name);
    const kind = name.split('.').at(-1) ?? '';
    const given = argumentsOf(values, expression);
    if (isArchive(kind)) archives.set(keyOf(module, node), { kind, content: contentOf(values, expression) });
    else if (type !== undefined) {
      const written = given.name?.kind === 'scalar' ? given.name.text : kind;
      resources.set(keyOf(module, node), { type, name: written, at: placeOf(module, node), inputs: given.inputs });
    }
  }
  const key = (value: Evaluated | undefined): string =>
    value?.kind === 'unresolved' && value.resource !== undefined ? value.resource : '';
  return {
    resources: [...resources.values()],
    folder,
    resourceOf: (value) => resources.get(key(value)),
    archiveOf: (value) => archives.get(key(value)),
  };
}

function calleeOf(program: PythonProgram, { module, node }: PythonExpression): string | undefined {
  const callee = node.childForFieldName('function');
  const target = callee === null ? undefined : program.target({ module, node: callee });
  return typeof target === 'string' ? target : undefined;
}

/** `pulumi_aws.lambda_.Function` is lambda.Function. */
function typeOf(name: string): string | undefined {
  const parts = PROVIDER.exec(name)?.[1]?.split('.');
  return parts
    ?.map((part) => part.replace(/_$/, ''))
    .slice(-2)
    .join('.');
}

function kindOfCall(name: string): 'mapping' | 'resource' | undefined {
  const last = name.split('.').at(-1) ?? '';
  if (name.startsWith('pulumi.') && isArchive(last)) return 'resource';
  if (!PROVIDER.test(name) || !/^[A-Z]/.test(last)) return undefined;
  return /Args(?:Dict)?$/.test(last) ? 'mapping' : 'resource';
}

/** The name of a resource, and its inputs: arguments by their names, and those that are handed over together. */
function argumentsOf(
  values: PythonValues,
  { module, node }: PythonExpression,
): { readonly name: Evaluated | undefined; readonly inputs: Dictionary } {
  const at = placeOf(module, node);
  const given = partsOf(node.childForFieldName('arguments'));
  const [first, second] = given.filter(({ type }) => type !== 'keyword_argument' && type !== 'dictionary_splat');
  const named = values.mapping(module, given, at, false);
  const entries = new Map(named.kind === 'dictionary' ? named.entries : []);
  const together = second === undefined ? entries.get('args')?.value : values.read({ module, node: second });
  if (together?.kind === 'dictionary') for (const [name, entry] of together.entries) entries.set(name, entry);
  const name = first === undefined ? entries.get('resourceName')?.value : values.read({ module, node: first });
  return { name, inputs: { ...emptyDictionary(at), entries } };
}

/** What an archive or asset is made from: its first argument, however it is called. */
function contentOf(values: PythonValues, { module, node }: PythonExpression): Evaluated | undefined {
  const [first] = partsOf(node.childForFieldName('arguments'));
  const content = first?.type === 'keyword_argument' ? first.childForFieldName('value') : first;
  return content === undefined || content === null ? undefined : values.read({ module, node: content }, true);
}

/** `NODE_JS20D_X` of `aws.lambda_.Runtime.NODE_JS20D_X` is nodejs20.x. */
function runtimeOf(name: string): string | undefined {
  const [kind, member = ''] = name.split('.').slice(-2);
  if (kind !== 'Runtime') return undefined;
  return knownRuntime([kind, member.replace(/^CUSTOM_AL/, 'CustomAL').replaceAll('_', '')]);
}
