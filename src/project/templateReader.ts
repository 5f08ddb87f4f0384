import type { ProjectFiles } from './projectFiles';
import type { Problem, ProjectFunction } from './projectFunction';

/** Reads one kind of template. Nothing of the project is executed. */
export interface TemplateReader {
  /** Whether files of this name are worth reading; looks at the name alone. */
  recognises(fileName: string): boolean;
  /**
   * Reads `text`, the content of `file` (absolute path), which may be an unsaved edit. Everything that is wrong becomes
   * a located problem and the rest is still read. Undefined: the text is no template of this kind.
   */
  read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined>;
}

export interface TemplateOptions {
  /** Values that replace the defaults of parameters; pseudo parameters such as `AWS::StackName` may be given too. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The stage to read for, where templates have stages; the template's own when it is absent. */
  readonly stage?: string;
  /** Variables of the shell that templates may ask for. Readers never look at those of their own process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Absolute path of the project folder: files outside of it are not read. The template's folder when it is absent. */
  readonly folder?: string;
  /** Where companion files are read; the disk when it is absent. Whatever is asked for here, the template depends on. */
  readonly files?: ProjectFiles;
}

export interface TemplateContents {
  readonly functions: readonly ProjectFunction[];
  /** Problems of the template itself; those of a function are kept with the function. */
  readonly problems: readonly Problem[];
  /** Absolute paths of templates that belong to this one: their functions are among its own. */
  readonly nested?: readonly string[];
}
