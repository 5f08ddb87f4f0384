import path from 'node:path';
import { handlerParts, kindOf, languageOfRuntime } from '../handlerFile';
import type { HandlerLanguage } from '../handlerFile';
import type { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import type { InlineCode } from '../projectFunction';
import { sourceOfHandler } from '../sourceOfHandler';
import type { HandlerSource } from '../sourceOfHandler';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import type { LocatedText, Properties } from './properties';
import { stagedAsset } from './stagedAsset';

/** Where the code of a function is, and what to start in it. */
export interface Code {
  /** Absolute path. */
  readonly codePath: string;
  /** As written, except where the source is run in place of what is built from it: there it names the source file. */
  readonly handler: string;
  readonly handlerFile?: string;
  readonly handlerSymbol?: string;
  readonly inlineCode?: InlineCode;
}

interface CodeRequest {
  readonly logicalId: string;
  readonly properties: Properties;
  readonly metadata: Properties;
  readonly templateFolder: string;
  readonly runtime: string;
  readonly handler: LocatedText | undefined;
  readonly hasLayers: boolean;
  readonly files: ProjectFiles | undefined;
  readonly problems: ProblemList;
}

/** Finds a function's code folder and handler file; everything that keeps it from running is reported. */
export async function readCode(request: CodeRequest): Promise<Code> {
  const { runtime, handler, templateFolder } = request;
  const language = languageOfRuntime(runtime);
  const inlineCode = language === undefined ? undefined : writtenCode(request, language);
  if (inlineCode !== undefined) return { codePath: templateFolder, handler: handler?.text ?? '', inlineCode };
  const codePath = await codeFolder(request);
  const code: Code = { codePath: codePath ?? templateFolder, handler: handler?.text ?? '' };
  if (codePath === undefined || handler === undefined) return code;
  if (language === undefined) return { ...code, codePath: (await madeFolder(request)) ?? codePath };
  const parts = handlerParts(handler.text, language);
  if (parts === undefined) {
    request.problems.add(
      handler.at,
      'error',
      'The Handler has no function name; write file.function, e.g. app.handler.',
    );
    return code;
  }
  const found = await handlerIn(request, codePath, handler.text, language);
  if (found !== undefined) return found;
  // A layer may bring the module, as tracing layers do; then only a start can tell.
  request.problems.add(
    handler.at,
    request.hasLayers ? 'warning' : 'error',
    `There is no file for the handler ${handler.text} in ${codePath}; build it, or correct Handler or the code folder.`,
  );
  return code;
}

/** The handler in the code folder or, when a makefile makes the code, in what it made. */
async function handlerIn(
  request: CodeRequest,
  codePath: string,
  handler: string,
  language: HandlerLanguage,
): Promise<Code | undefined> {
  const { files } = request;
  const search = { handler, language, entryPoints: entryPoints(request.metadata), ...(files && { files }) };
  const found = await sourceOfHandler({ ...search, codePath });
  if (found !== undefined) return codeOf(codePath, found);
  const made = await madeFolder(request);
  const inMade = made === undefined ? undefined : await sourceOfHandler({ ...search, codePath: made });
  return made === undefined || inMade === undefined ? undefined : codeOf(made, inMade);
}

function codeOf(codePath: string, { file, symbol, handler }: HandlerSource): Code {
  return { codePath, handler, handlerFile: file, handlerSymbol: symbol };
}

async function codeFolder(request: CodeRequest): Promise<string | undefined> {
  const { properties, metadata, templateFolder, problems } = request;
  const inline = properties.entry('InlineCode');
  const code = inline ?? properties.entry('CodeUri') ?? properties.entry('Code');
  if (code === undefined) return templateFolder;
  const staged = await stagedAsset(metadata, 'Code', code.value, templateFolder);
  const local =
    staged !== undefined
      ? { path: staged }
      : inline === undefined
        ? localPath(code.value)
        : { refusal: WRITTEN_IN_TEMPLATE };
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

/** The file that Lambda makes of code in a template: only these languages may be written so. */
const INLINE_FILES: Readonly<Record<HandlerLanguage, string>> = { node: 'index.js', python: 'index.py' };

/** The text of InlineCode or ZipFile, where it is known. */
function writtenCode(
  { properties, problems, handler }: CodeRequest,
  language: HandlerLanguage,
): InlineCode | undefined {
  const code = properties.entry('InlineCode') ?? properties.entry('Code');
  const text = code === undefined || code.value.kind === 'scalar' ? code?.value : member(code.value, 'ZipFile');
  if (code === undefined || text?.kind !== 'scalar') return undefined;
  if (!properties.has('InlineCode') && code.value.kind === 'scalar') return undefined;
  const fileName = INLINE_FILES[language];
  if (handler !== undefined && handlerParts(handler.text, language)?.modulePath !== 'index') {
    const message = `The code in the template becomes ${fileName}, which ${handler.text} does not name; write index.function.`;
    problems.add(handler.at, 'error', message);
  }
  problems.add(
    code.at,
    'information',
    `The code is written in the template; it runs from a copy called ${fileName}, move it to a file to set breakpoints.`,
  );
  return { fileName, text: text.text };
}

/** The local path that CodeUri, ContentUri, Code or Content holds, or what is said instead, to follow a subject. */
export function localPath(value: Evaluated): { readonly path: string } | { readonly refusal: string } {
  const inS3 = { refusal: 'is in S3, which is not read; name a local folder instead' };
  if (value.kind === 'scalar') return /^(?:s3|https?):/.test(value.text) ? inS3 : { path: value.text };
  if (value.kind === 'unresolved') return { refusal: `cannot be found: ${value.reason}` };
  const written = member(value, 'ZipFile');
  if (written?.kind === 'unresolved') return { refusal: `cannot be read: ${written.reason}` };
  if (written !== undefined) return { refusal: WRITTEN_IN_TEMPLATE };
  return member(value, 'S3Bucket') === undefined && member(value, 'Bucket') === undefined
    ? { refusal: 'cannot be found: it must be a path; correct it' }
    : inS3;
}

/** The files that SAM has esbuild make one file each of. */
function entryPoints(metadata: Properties): string[] {
  if (buildMethod(metadata) !== 'esbuild') return [];
  const items = metadata.below('BuildProperties').list('EntryPoints');
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

/** What `sam build` made with the project's makefile: its sources may be anywhere. */
async function madeFolder({ metadata, logicalId, templateFolder }: CodeRequest): Promise<string | undefined> {
  return buildMethod(metadata) === 'makefile' ? builtFolder(logicalId, templateFolder) : undefined;
}

/** Where `sam build` puts what it makes of a resource, when it did. */
export async function builtFolder(logicalId: string, templateFolder: string): Promise<string | undefined> {
  const made = path.join(templateFolder, '.aws-sam', 'build', logicalId);
  return (await kindOf(made)) === 'folder' ? made : undefined;
}

export function buildMethod(metadata: Properties): string | undefined {
  const method = metadata.entry('BuildMethod')?.value;
  return method?.kind === 'scalar' ? method.text : undefined;
}
