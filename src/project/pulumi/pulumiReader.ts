import path from 'node:path';
import { SyntaxParser } from '../../syntax/syntaxParser';
import { member } from '../cloudformation/evaluated';
import type { Dictionary, Evaluated } from '../cloudformation/evaluated';
import { TemplateDocument } from '../cloudformation/templateDocument';
import { kindOf } from '../handlerFile';
import { ProblemList } from '../problemList';
import { DISK_FILES } from '../projectFiles';
import type { ProjectFiles } from '../projectFiles';
import type { ProjectFunction } from '../projectFunction';
import { PythonProgram } from '../python/pythonProgram';
import { ScriptProgram } from '../script/scriptProgram';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { yamlValues } from '../translation/yamlValues';
import { eventSourcesOf } from './eventSources';
import { pulumiFunction } from './pulumiFunction';
import { pythonResources } from './pythonResources';
import { inputOf } from './resources';
import type { PulumiProgram } from './resources';
import { knownRuntime, scriptResources } from './scriptResources';
import { yamlResources } from './yamlResources';

const FILE_NAME = /^Pulumi\.ya?ml$/;

/** Projects of Pulumi whose program is JavaScript, TypeScript, Python or YAML, read where literal and never executed. */
export class PulumiReader implements TemplateReader {
  recognises(fileName: string): boolean {
    return FILE_NAME.test(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    if (!this.recognises(path.basename(file))) return undefined;
    const problems = new ProblemList();
    const document = new TemplateDocument(file, text);
    for (const { severity, message, ...at } of document.problems) {
      problems.add(at, severity, message.replace('The template', 'The project file'));
    }
    const root = yamlValues(document);
    const program = root.kind === 'dictionary' ? await programOf(file, root, options, problems) : undefined;
    if (program === undefined) return { functions: [], problems: problems.all() };
    return { functions: await functionsOf(file, program, options.files), problems: problems.all() };
  }
}

async function functionsOf(
  file: string,
  program: PulumiProgram,
  files: ProjectFiles | undefined,
): Promise<ProjectFunction[]> {
  const sources = eventSourcesOf(program);
  const urls = program.resources.filter(({ type }) => type === 'lambda.FunctionUrl');
  const functions: ProjectFunction[] = [];
  for (const resource of program.resources) {
    if (resource.type !== 'lambda.Function') continue;
    const url = urls.find((each) => program.resourceOf(inputOf(each, 'functionName')?.value) === resource);
    const eventSources = sources.get(resource) ?? [];
    functions.push(await pulumiFunction({ file, program, eventSources, url, files }, resource));
  }
  return functions;
}

async function programOf(
  file: string,
  root: Dictionary,
  options: TemplateOptions,
  problems: ProblemList,
): Promise<PulumiProgram | undefined> {
  const runtime = member(root, 'runtime');
  const language = textOf(runtime?.kind === 'dictionary' ? member(runtime, 'name') : runtime);
  const folder = path.dirname(file);
  if (language === 'yaml') return yamlResources(root, folder);
  if (language === 'python') return pythonProgram(file, root, options, problems);
  if (language !== 'nodejs') {
    const named = language === undefined ? 'without a runtime' : `of the runtime ${language}`;
    const message = `Functions are left out: programs ${named} are not read; name a handler by its file to run it.`;
    problems.add(runtime?.at ?? root.at, 'information', message);
    return undefined;
  }
  const { files = DISK_FILES, environment = {} } = options;
  const main = textOf(member(root, 'main'));
  const entry = await entryOf(folder, main, files);
  if (entry === undefined) {
    const message = 'There is no program: no index.ts or index.js, and main names none; correct main.';
    problems.add(member(root, 'main')?.at ?? root.at, 'error', message);
    return undefined;
  }
  const program = await ScriptProgram.load(
    entry.file,
    entry.text,
    { files, folder: options.folder ?? folder, environment, known: knownRuntime },
    problems,
  );
  return scriptResources(program, entry.folder, problems);
}

async function pythonProgram(
  projectFile: string,
  root: Dictionary,
  options: TemplateOptions,
  problems: ProblemList,
): Promise<PulumiProgram | undefined> {
  const { files = DISK_FILES, environment = {} } = options;
  const projectFolder = path.dirname(projectFile);
  const main = member(root, 'main');
  const place = path.resolve(projectFolder, textOf(main) ?? '.');
  const folder = (await kindOf(place)) === 'folder' ? place : projectFolder;
  const file = place.endsWith('.py') ? place : path.join(place, '__main__.py');
  const text = await files.text(file);
  if (text === undefined) {
    const message = 'There is no program: no __main__.py, and main names none; correct main.';
    problems.add(main?.at ?? root.at, 'error', message);
    return undefined;
  }
  const syntax = new SyntaxParser();
  const loading = { syntax, files, folder: options.folder ?? projectFolder };
  const program = await PythonProgram.load(file, text, loading, problems);
  try {
    return pythonResources(program, folder, environment, problems);
  } finally {
    program.dispose();
  }
}

/** The file that Pulumi runs, and the folder that it runs in. */
async function entryOf(
  projectFolder: string,
  main: string | undefined,
  files: ProjectFiles,
): Promise<{ readonly file: string; readonly text: string; readonly folder: string } | undefined> {
  const place = path.resolve(projectFolder, main ?? '.');
  const isFolder = (await kindOf(place)) === 'folder';
  const folder = isFolder ? place : projectFolder;
  const named = isFolder ? await packageMain(place, files) : [place];
  for (const file of [...named, path.join(place, 'index.ts'), path.join(place, 'index.js')]) {
    const text = /\.[cm]?[jt]s$/.test(file) ? await files.text(file) : undefined;
    if (text !== undefined) return { file, text, folder };
  }
  return undefined;
}

/** `main` of package.json: what is built from TypeScript lies beside its source, or in bin. */
async function packageMain(folder: string, files: ProjectFiles): Promise<string[]> {
  const text = await files.text(path.join(folder, 'package.json'));
  const main = text === undefined ? undefined : textOf(member(yamlValues(new TemplateDocument('', text)), 'main'));
  if (main === undefined) return [];
  const bare = main.replace(/\.js$/, '').replace(/^(?:\.\/)?bin\//, '');
  return [main, `${bare}.ts`, `${bare}/index.ts`].map((name) => path.resolve(folder, name));
}

function textOf(value: Evaluated | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}
