import type { FunctionConfiguration } from '../lambda/functionConfiguration';

/** A place in a file; lines and columns count from 1. */
export interface SourceLocation {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * `error`: what it belongs to cannot be run as it is. `warning`: it runs, but differs from what was written.
 * `information`: worth knowing, nothing is lost.
 */
export type Severity = 'error' | 'warning' | 'information';

/** Something wrong with a project, at a place. The message is one line that says what to do and never shows a value. */
export interface Problem extends SourceLocation {
  readonly message: string;
  readonly severity: Severity;
}

/** A stretch of a file; the end is just behind the last character. Lines and columns count from 1. */
export interface SourceRange extends SourceLocation {
  readonly endLine: number;
  readonly endColumn: number;
}

/** What named the function. */
type FunctionOrigin =
  'cloudformation' | 'cdk' | 'serverless' | 'terraform' | 'sst' | 'pulumi' | 'architect' | 'dockerfile' | 'convention';

/** `certain`: a template names it; `likely`: signature and file speak for it; `possible`: its name alone. */
type Confidence = 'certain' | 'likely' | 'possible';

/** Settings whose place in the template is remembered. */
export type SettingName =
  | Exclude<keyof FunctionConfiguration, 'codePath'>
  | 'code'
  | 'packageType'
  | 'image'
  | 'snapStart'
  | 'tracing'
  | 'managedInstanceConcurrency';

/** Where events of a function come from, in CloudFormation's words, e.g. `Api`, `HttpApi`, `S3`, `SQS`, `Schedule`. */
export interface EventSource {
  readonly type: string;
  /** Name in the template, where it has one. */
  readonly name?: string;
  /** What is known of it, in the words of SAM: `Path`, `Method`, `Queue`, `Bucket`, `Pattern` …; unresolved values left out. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly at: SourceLocation;
}

/** How a function of package type Image is started. */
export interface ImageSettings {
  readonly uri?: string;
  /** Absolute path of the Dockerfile and of its build context, where they are known. */
  readonly dockerfile?: string;
  readonly context?: string;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly workingDirectory?: string;
}

/** Code that is written in the template itself. */
export interface InlineCode {
  /** Name of the file that Lambda makes of it, e.g. `index.js`. */
  readonly fileName: string;
  readonly text: string;
}

/** One function of a project and everything that is known about it without running it. */
export interface ProjectFunction {
  /**
   * Logical id in the template, or a name made from the path of a bare handler file. The name in `configuration` is the
   * one ARNs carry: the template's FunctionName where it can be resolved, else the logical id. `Project.find` takes both.
   */
  readonly logicalName: string;
  readonly origin: FunctionOrigin;
  readonly confidence: Confidence;
  readonly configuration: FunctionConfiguration;
  /** The place of the function in its template; absent for a bare handler file. */
  readonly template?: SourceLocation;
  /** Absolute path of the source file that holds the handler; absent when none was found. */
  readonly handlerFile?: string;
  /** Name of the function or class in `handlerFile` that the handler string leads to. */
  readonly handlerSymbol?: string;
  /** Where each setting was written; settings that come from the service's defaults are absent. */
  readonly places: Readonly<Partial<Record<SettingName, SourceLocation | SourceRange>>>;
  /** Variable name -> where its value was written (function, Globals or `.env` file). */
  readonly environmentOrigins: Readonly<Record<string, SourceLocation>>;
  /** Variable name -> why its value is not known, in one sentence. Such variables are left out of the configuration. */
  readonly unresolvedVariables: Readonly<Record<string, string>>;
  readonly eventSources: readonly EventSource[];
  readonly packageType: 'Zip' | 'Image';
  readonly image?: ImageSettings;
  /** Must be written into a folder of its own, which then is the code folder, before the function can be run. */
  readonly inlineCode?: InlineCode;
  readonly snapStart?: boolean;
  readonly tracing?: 'Active' | 'PassThrough';
  /** Most invocations at the same time in one environment, for Managed Instances. */
  readonly managedInstanceConcurrency?: number;
  readonly problems: readonly Problem[];
}

/** A function with what most readers say of it filled in. */
export function projectFunction(
  given: Pick<ProjectFunction, 'logicalName' | 'origin' | 'configuration'> & Partial<ProjectFunction>,
): ProjectFunction {
  return {
    confidence: 'certain',
    places: {},
    environmentOrigins: {},
    unresolvedVariables: {},
    eventSources: [],
    packageType: 'Zip',
    problems: [],
    ...given,
  };
}

/** A function with a problem of severity `error` must not be run: what would run is not what was written. */
export function canRun(projectFunction: ProjectFunction): boolean {
  return projectFunction.problems.every(({ severity }) => severity !== 'error');
}

export function problemAt(location: SourceLocation, severity: Severity, message: string): Problem {
  return { file: location.file, line: location.line, column: location.column, severity, message };
}

/** Problems in the order of their places: by file, line, column. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (left, right) => compareText(left.file, right.file) || left.line - right.line || left.column - right.column,
  );
}

/** Same order on every machine, whatever its locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
