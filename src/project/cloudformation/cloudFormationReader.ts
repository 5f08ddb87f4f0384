import path from 'node:path';
import { isMap } from 'yaml';
import { DISK_FILES } from '../projectFiles';
import type { ProjectFiles } from '../projectFiles';
import { inOrder, problemAt } from '../projectFunction';
import type { Problem, ProjectFunction } from '../projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { sourceTemplate, withSourceCode } from './builtTemplate';
import { readFunction } from './functionResource';
import { withHttpApis } from './httpApis';
import { linkedEventSources } from './linkedEventSources';
import { nestedApplications } from './nestedApplications';
import { FUNCTION_TYPES } from './resources';
import type { Resource } from './resources';
import { readSamConfiguration } from './samConfiguration';
import { Template } from './template';
import { TemplateDocument } from './templateDocument';

const FILE_NAMES: ReadonlySet<string> = new Set(['template.yaml', 'template.yml', 'template.json']);

/** SAM and CloudFormation templates, in YAML or JSON. */
export class CloudFormationReader implements TemplateReader {
  recognises(fileName: string): boolean {
    return FILE_NAMES.has(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    const files = options.files ?? DISK_FILES;
    const contents = await this.readOne(file, text, { ...options, files, within: [] });
    const source = contents === undefined ? undefined : await sourceTemplate(file, files);
    if (contents === undefined || source === undefined) return contents;
    const sources = await this.read(source.file, source.text, options);
    return { ...contents, functions: withSourceCode(contents.functions, sources?.functions ?? []) };
  }

  private async readOne(file: string, text: string, reading: Reading): Promise<TemplateContents | undefined> {
    const { files, parameters = {}, within } = reading;
    const start = { file, line: 1, column: 1 };
    if (text.trim() === '') {
      const message = 'The template is empty; add Resources, or remove the file.';
      return { functions: [], problems: [problemAt(start, 'warning', message)] };
    }
    const document = new TemplateDocument(file, text);
    // Files of this name belong to other tools too. A file that does not parse may well be meant for this one.
    if (!looksLikeTemplate(document, text)) return undefined;

    // What a nested application is given, the template around it says.
    const companion = within.length > 0 ? undefined : await readSamConfiguration(path.dirname(file), files);
    const template = new Template(document, { ...companion?.parameters, ...parameters });
    const globals = document.entry(template.section('Globals'), 'Function');
    const inherited = globals === undefined ? undefined : template.evaluate(globals.value);
    const invalid = document.problems.find(({ severity }) => severity === 'error');
    const eventSources = await linkedEventSources(template, files);
    const context = { template, globals: inherited, eventSources, files };
    const functions: ProjectFunction[] = [];
    for (const resource of template.resources.values()) {
      if (FUNCTION_TYPES.has(resource.type) && exists(template, resource)) {
        functions.push(doubted(withHttpApis(template, resource, await readFunction(context, resource)), invalid));
      }
    }
    const nested = await this.readNested(template, { ...reading, within: [...within, file] });
    return {
      functions: [...functions, ...nested.functions],
      problems: inOrder([
        ...document.problems,
        ...leftOut(template),
        ...(companion?.problems ?? []),
        ...nested.problems,
      ]),
      nested: nested.nested ?? [],
    };
  }

  /** The nested applications of a template, each function with the application's name in front of its own. */
  private async readNested(template: Template, reading: Reading): Promise<TemplateContents> {
    const { applications, problems: elsewhere } = nestedApplications(template);
    const functions: ProjectFunction[] = [];
    const problems = [...elsewhere];
    const nested: string[] = [];
    for (const { resource, file, parameters } of applications) {
      const refuse = (reason: string): void => {
        const message = `The functions of ${resource.logicalId} are left out: ${reason}.`;
        problems.push(problemAt(resource.at, 'warning', message));
      };
      if (reading.within.includes(file)) {
        refuse(`${file} contains itself; break the circle`);
        continue;
      }
      if (reading.within.length > DEEPEST) {
        refuse('the applications are nested too deeply; bring them nearer to the top');
        continue;
      }
      const text = await reading.files.text(file);
      const contents =
        text === undefined
          ? undefined
          : await this.readOne(file, text, { ...reading, parameters: { ...pseudo(reading), ...parameters } });
      if (contents === undefined) {
        refuse(`there is no template ${file}; correct its place`);
        continue;
      }
      const inside = contents.functions.map((each) => ({
        ...each,
        logicalName: `${resource.logicalId}/${each.logicalName}`,
      }));
      functions.push(...inside);
      problems.push(...contents.problems);
      nested.push(file, ...(contents.nested ?? []));
    }
    return { functions, problems, nested };
  }
}

interface Reading extends TemplateOptions {
  readonly files: ProjectFiles;
  /** Absolute paths of the templates around this one, outermost first. */
  readonly within: readonly string[];
}

/** Each application may be there several times, so depth multiplies what is read. */
const DEEPEST = 5;

/** Pseudo parameters are the same in a nested application. */
function pseudo({ parameters = {} }: Reading): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name.startsWith('AWS::')));
}

function exists(template: Template, { condition }: Resource): boolean {
  return condition === undefined || template.condition(condition) !== false;
}

/** Resources that are not read although they are, or may become, functions. */
function leftOut(template: Template): Problem[] {
  return [...template.resources.values()].flatMap((resource) => {
    const { at, condition = '', logicalId, type } = resource;
    if (logicalId.startsWith('Fn::')) {
      return [problemAt(at, 'warning', `${logicalId} is not expanded; write its resources out to have them read.`)];
    }
    if (!FUNCTION_TYPES.has(type) || exists(template, resource)) return [];
    const reason = `its condition ${condition} is false; override a parameter to include it`;
    return [problemAt(at, 'information', `The function ${logicalId} is left out: ${reason}.`)];
  });
}

/** In a text that does not parse, what was taken for a property may have been something else. */
function doubted(projectFunction: ProjectFunction, invalid: Problem | undefined): ProjectFunction {
  const { template, problems } = projectFunction;
  if (invalid === undefined || template === undefined) return projectFunction;
  const message = `The function may have been read wrongly; correct line ${String(invalid.line)} of the template first.`;
  return { ...projectFunction, problems: inOrder([...problems, problemAt(template, 'error', message)]) };
}

function looksLikeTemplate({ root, problems }: TemplateDocument, text: string): boolean {
  const sections = ['Resources', 'AWSTemplateFormatVersion', 'Transform'];
  if (isMap(root) && sections.some((section) => root.has(section))) return true;
  return problems.length > 0 && sections.some((section) => new RegExp(`^["\\s]*${section}"?\\s*:`, 'm').test(text));
}
