import path from 'node:path';
import { ProblemList } from '../problemList';
import { problemAt } from '../projectFunction';
import type { Problem } from '../projectFunction';
import { localPath } from './code';
import { propertyOf } from './linkedEventSource';
import { Properties } from './properties';
import type { Resource } from './resources';
import { stagedPath } from './stagedAsset';
import type { Template } from './template';

/** Resource type -> the property that holds the template's place. */
const APPLICATIONS: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
};

/** An application whose template is on this machine. */
export interface NestedApplication {
  readonly resource: Resource;
  /** Absolute path of its template. */
  readonly file: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The nested applications of a template; those that are elsewhere are reported. */
export function nestedApplications(template: Template): {
  readonly applications: readonly NestedApplication[];
  readonly problems: readonly Problem[];
} {
  const applications: NestedApplication[] = [];
  const problems: Problem[] = [];
  for (const resource of template.resources.values()) {
    const property = Object.hasOwn(APPLICATIONS, resource.type) ? APPLICATIONS[resource.type] : undefined;
    if (property === undefined) continue;
    if (resource.condition !== undefined && template.condition(resource.condition) === false) continue;
    const location = propertyOf(template, resource, property);
    const metadata = new Properties(template.evaluate(resource.metadata), new ProblemList());
    const staged = stagedPath(metadata, 'TemplateURL');
    const written = location === undefined ? { refusal: `has no ${property}; add one` } : placeOf(location);
    const local = staged === undefined ? written : { path: staged };
    if ('refusal' in local) {
      const message = `The functions of ${resource.logicalId} are left out: its template ${local.refusal}.`;
      problems.push(problemAt(location?.at ?? resource.at, 'information', message));
      continue;
    }
    const file = path.resolve(path.dirname(template.document.file), local.path);
    applications.push({ resource, file, parameters: parametersOf(template, resource) });
  }
  return { applications, problems };
}

function placeOf(location: Parameters<typeof localPath>[0]): ReturnType<typeof localPath> {
  return location.kind === 'dictionary'
    ? { refusal: 'is in the Serverless Application Repository, which is not read; name a local file instead' }
    : localPath(location);
}

/** What the application is given; lists become texts as CloudFormation wants them. */
function parametersOf(template: Template, resource: Resource): Record<string, string> {
  const given = propertyOf(template, resource, 'Parameters');
  if (given?.kind !== 'dictionary') return {};
  return Object.fromEntries(
    [...given.entries].flatMap(([name, { value }]) => {
      if (value.kind === 'scalar') return [[name, value.text]];
      if (value.kind !== 'list') return [];
      const texts = value.items.map((item) => (item.kind === 'scalar' ? item.text : undefined));
      return texts.includes(undefined) ? [] : [[name, texts.join(',')]];
    }),
  );
}
