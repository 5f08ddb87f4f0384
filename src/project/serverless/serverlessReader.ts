import path from 'node:path';
import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { TemplateDocument } from '../cloudformation/templateDocument';
import { ProblemList } from '../problemList';
import { inOrder, problemAt } from '../projectFunction';
import type { Problem } from '../projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { yamlValues } from '../translation/yamlValues';
import { readConfiguration } from './configuration';
import { scriptValues } from './scriptValues';
import { readServiceFunctions } from './serviceFunctions';

const FILE_NAME = /^serverless\.(?:ya?ml|json|[cm]?[jt]s)$/;
const SECTIONS = ['service', 'provider', 'functions'];

/** Configurations of the Serverless Framework v3 and v4 and of osls. Scripts are read where literal, never executed. */
export class ServerlessReader implements TemplateReader {
  recognises(fileName: string): boolean {
    return FILE_NAME.test(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    const problems = new ProblemList();
    const root = /\.[cm]?[jt]s$/.test(file) ? scriptRoot(file, text, problems) : yamlRoot(file, text, problems);
    if (root === undefined) return undefined;
    const start = { file, line: 1, column: 1 };
    if (root.kind !== 'dictionary') return { functions: [], problems: problems.all() };
    const invalid = problems.all().find(({ severity }) => severity === 'error');
    const provider = member(root, 'provider');
    const cloud = provider?.kind === 'dictionary' ? member(provider, 'name') : provider;
    if (cloud?.kind === 'scalar' && cloud.text !== 'aws' && !cloud.text.includes('${')) {
      problems.add(cloud.at, 'information', `The provider is ${cloud.text}; only functions of aws are read.`);
      return { functions: [], problems: problems.all() };
    }
    const configuration = await readConfiguration(root, start, options, problems);
    const { functions, problems: found } = await readServiceFunctions(configuration, options, problems);
    return {
      functions: functions.map((each) =>
        invalid === undefined
          ? each
          : { ...each, problems: inOrder([...each.problems, doubt(each.template ?? start, invalid)]) },
      ),
      problems: inOrder(found),
    };
  }
}

/** In a text that does not parse, what was taken for a setting may have been something else. */
function doubt(at: Parameters<typeof problemAt>[0], invalid: Problem): Problem {
  const where = `line ${String(invalid.line)} of ${path.basename(invalid.file)}`;
  return problemAt(at, 'error', `The function may have been read wrongly; correct ${where} first.`);
}

function yamlRoot(file: string, text: string, problems: ProblemList): Evaluated | undefined {
  const start = { file, line: 1, column: 1 };
  if (text.trim() === '' && FILE_NAME.test(path.basename(file))) {
    problems.add(start, 'warning', 'The configuration is empty; add service, provider and functions, or remove it.');
    return { kind: 'null', at: start, computed: false };
  }
  const document = new TemplateDocument(file, text);
  const root = yamlValues(document);
  const meant = document.problems.length > 0 && /^["\s]*(?:service|provider|functions)"?\s*:/m.test(text);
  if (!looksLikeConfiguration(root) && !meant) return undefined;
  for (const { severity, message, ...at } of document.problems) {
    problems.add(at, severity, message.replace('The template', 'The configuration'));
  }
  return root;
}

function scriptRoot(file: string, text: string, problems: ProblemList): Evaluated | undefined {
  const found = new ProblemList();
  const root = scriptValues(file, text, found);
  const meant = /\bprovider\b/.test(text) && /\b(?:functions|service)\b/.test(text);
  if (root !== undefined && looksLikeConfiguration(root)) {
    for (const { severity, message, ...at } of found.all()) problems.add(at, severity, message);
    return root;
  }
  if (!meant) return undefined;
  for (const { severity, message, ...at } of found.all()) problems.add(at, severity, message);
  const start = { file, line: 1, column: 1 };
  if (found.all().some(({ severity }) => severity === 'error')) return { kind: 'null', at: start, computed: false };
  const advice = 'export one object that is written as a literal';
  problems.add(start, 'information', `The configuration is computed, and the file is not executed; ${advice}.`);
  return { kind: 'null', at: start, computed: false };
}

/** Other tools have files of these names too. */
function looksLikeConfiguration(root: Evaluated): boolean {
  if (root.kind !== 'dictionary') return false;
  return SECTIONS.filter((section) => root.entries.has(section)).length >= 2;
}
