import { isMap } from 'yaml';
import { inOrder, problemAt } from '../projectFunction';
import type { Problem, ProjectFunction } from '../projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { readFunction } from './functionResource';
import { FUNCTION_TYPES } from './resources';
import type { Resource } from './resources';
import { Template } from './template';
import { TemplateDocument } from './templateDocument';

const FILE_NAMES: ReadonlySet<string> = new Set(['template.yaml', 'template.yml', 'template.json']);

/** SAM and CloudFormation templates, in YAML or JSON. */
export class CloudFormationReader implements TemplateReader {
  recognises(fileName: string): boolean {
    return FILE_NAMES.has(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    const start = { file, line: 1, column: 1 };
    if (text.trim() === '') {
      const message = 'The template is empty; add Resources, or remove the file.';
      return { functions: [], problems: [problemAt(start, 'warning', message)] };
    }
    const document = new TemplateDocument(file, text);
    // Files of this name belong to other tools too. A file that does not parse may well be meant for this one.
    if (!looksLikeTemplate(document, text)) return undefined;

    const template = new Template(document, options.parameters ?? {});
    const globals = document.entry(template.section('Globals'), 'Function');
    const inherited = globals === undefined ? undefined : template.evaluate(globals.value);
    const invalid = document.problems.find(({ severity }) => severity === 'error');
    const functions: ProjectFunction[] = [];
    for (const resource of template.resources.values()) {
      if (FUNCTION_TYPES.has(resource.type) && exists(template, resource)) {
        functions.push(doubted(await readFunction(template, resource, inherited), invalid));
      }
    }
    return { functions, problems: inOrder([...document.problems, ...leftOut(template)]) };
  }
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
