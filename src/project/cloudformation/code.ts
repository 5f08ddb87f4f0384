import path from 'node:path';
import { findHandlerFile, handlerParts, kindOf, languageOfFile, languageOfRuntime } from '../handlerFile';
import type { HandlerParts } from '../handlerFile';
import type { ProblemList } from '../problemList';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import type { LocatedText, Properties } from './properties';

/** Where the code of a function is, and what to start in it. */
export interface Code {
  /** Absolute path. */
  readonly codePath: string;
  /** As written, except for an esbuild entry point in a folder of its own: there it names the source file. */
  readonly handler: string;
  readonly handlerFile?: string;
}

interface CodeRequest {
  readonly properties: Properties;
  readonly metadata: Properties;
  readonly templateFolder: string;
  readonly runtime: string;
  readonly handler: LocatedText | undefined;
  readonly hasLayers: boolean;
  readonly problems: ProblemList;
}

/** Finds a function's code folder and handler file; everything that keeps it from running is reported. */
export async function readCode(request: CodeRequest): Promise<Code> {
  const codePath = await codeFolder(request);
  const { runtime, handler } = request;
  const code: Code = { codePath: codePath ?? request.templateFolder, handler: handler?.text ?? '' };
  const language = languageOfRuntime(runtime);
  if (codePath === undefined || handler === undefined || language === undefined) return code;
  const parts = handlerParts(handler.text, language);
  if (parts === undefined) {
    request.problems.add(
      handler.at,
      'error',
      'The Handler has no function name; write file.function, e.g. app.handler.',
    );
    return code;
  }
  const built = await entryPoint(request, codePath, parts);
  if (built !== undefined) return built;
  const handlerFile = await findHandlerFile(codePath, handler.text, language);
  if (handlerFile !== undefined) return { ...code, handlerFile };
  // A layer may bring the module, as tracing layers do; then only a start can tell.
  request.problems.add(
    handler.at,
    request.hasLayers ? 'warning' : 'error',
    `There is no file for the handler ${handler.text} in ${codePath}; build it, or correct Handler or the code folder.`,
  );
  return code;
}

async function codeFolder({ properties, templateFolder, problems }: CodeRequest): Promise<string | undefined> {
  const inline = properties.entry('InlineCode');
  const code = inline ?? properties.entry('CodeUri') ?? properties.entry('Code');
  if (code === undefined) return templateFolder;
  const local = inline === undefined ? localPath(code.value) : { refusal: WRITTEN_IN_TEMPLATE };
  if ('refusal' in local) {
    problems.add(code.at, 'error', `The code ${local.refusal}.`);
    return undefined;
  }
  const codePath = path.resolve(templateFolder, local.path);
  const kind = await kindOf(codePath);
  if (kind === 'folder') return codePath;
  problems.add(
    code.at,
    'error',
    kind === 'file'
      ? `The code ${local.path} is a file; name the folder it was made from.`
      : `There is no code folder ${codePath}; build the function or correct the path.`,
  );
  return undefined;
}

const WRITTEN_IN_TEMPLATE = 'is written in the template; move it to a file and name its folder instead';

/** The local path that CodeUri, ContentUri, Code or Content holds, or what is said instead, to follow a subject. */
export function localPath(value: Evaluated): { readonly path: string } | { readonly refusal: string } {
  const inS3 = { refusal: 'is in S3, which is not read; name a local folder instead' };
  if (value.kind === 'scalar') return /^(?:s3|https?):/.test(value.text) ? inS3 : { path: value.text };
  if (value.kind === 'unresolved') return { refusal: `cannot be found: ${value.reason}` };
  if (member(value, 'ZipFile') !== undefined) return { refusal: WRITTEN_IN_TEMPLATE };
  return member(value, 'S3Bucket') === undefined && member(value, 'Bucket') === undefined
    ? { refusal: 'cannot be found: it must be a path; correct it' }
    : inS3;
}

/** SAM builds these entry points with esbuild into one file per entry point; locally the source itself is run. */
async function entryPoint({ metadata }: CodeRequest, codePath: string, parts: HandlerParts): Promise<Code | undefined> {
  const method = metadata.entry('BuildMethod')?.value;
  if (method?.kind !== 'scalar' || method.text !== 'esbuild') return undefined;
  const sources = metadata
    .below('BuildProperties')
    .list('EntryPoints')
    .flatMap((item) =>
      item.kind === 'scalar' && languageOfFile(item.text) === 'node' ? [path.posix.normalize(item.text)] : [],
    );
  // esbuild keeps the folders below the one that all entry points share.
  const shared = sharedFolder(sources);
  for (const source of sources) {
    const sourceModule = source.slice(0, -path.posix.extname(source).length);
    if (sourceModule !== parts.modulePath && path.posix.relative(shared, sourceModule) !== parts.modulePath) continue;
    const handlerFile = path.resolve(codePath, source);
    if ((await kindOf(handlerFile)) !== 'file') continue;
    return { codePath, handler: `${sourceModule}.${parts.exportName}`, handlerFile };
  }
  return undefined;
}

function sharedFolder(files: readonly string[]): string {
  const folders = files.map((file) => path.posix.dirname(file).split('/'));
  const [first = []] = folders;
  const length = first.findIndex((segment, index) => folders.some((folder) => folder[index] !== segment));
  return (length < 0 ? first : first.slice(0, length)).join('/') || '.';
}
