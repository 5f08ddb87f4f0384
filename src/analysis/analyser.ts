import { syntaxLanguageOf } from '../syntax/syntaxLanguage';
import type { SyntaxParser } from '../syntax/syntaxParser';
import type { AnalysedHandler } from './analysedHandler';
import { FolderSettings } from './analysisSettings';
import type { ClientCatalogue } from './catalogue/clientCatalogue';
import type { Finding } from './finding';
import { AcceptedFixes } from './fixes/acceptedFixes';
import { Draft } from './fixes/draft';
import type { Fix } from './fixes/fix';
import type { FixedText } from './fixes/fixAll';
import { fixAll } from './fixes/fixAll';
import { JAVASCRIPT_FIXES } from './fixes/javascript/javaScriptFixes';
import { PYTHON_FIXES } from './fixes/python/pythonFixes';
import { programLanguage, readFacts } from './languages/readFacts';
import { withObservations } from './observation';
import type { Observation } from './observation';
import { Analyses } from './program/analyses';
import type { Analysis } from './program/analysis';
import type { ClientCall } from './program/clientCalls';
import { isModuleConfiguration } from './program/moduleAliases';
import type { Program, ProgramFile } from './program/program';
import { Programs } from './program/programs';
import { RULES } from './rules/registry';
import { unsuppressed } from './suppressions';
import { TextLines } from './textLines';

/** Longer texts, and those with lines that nobody wrote, are the output of bundlers. */
const LONGEST_TEXT = 1024 * 1024;
const LONGEST_AVERAGE_LINE = 500;

const FIXES = new AcceptedFixes({ python: PYTHON_FIXES, javascript: JAVASCRIPT_FIXES });

export interface AnalyserOptions {
  readonly syntax: SyntaxParser;
  readonly catalogue: ClientCatalogue;
  /** Absolute path of the folder above which no module is looked for. */
  readonly folder: string;
  readonly settings?: FolderSettings;
}

/**
 * Finds what goes wrong in functions because execution environments are reused. It is told the texts of files and the
 * handlers among them, and reads nothing itself: an edit re-reads the facts of the edited file only.
 */
export class Analyser {
  private readonly programs: Programs;
  private readonly texts = new Map<string, string>();
  private handlers: readonly AnalysedHandler[] = [];
  private observations: ReadonlyMap<string, readonly Observation[]> = new Map();
  private settings: FolderSettings;
  private analyses: Analyses;

  constructor(private readonly options: AnalyserOptions) {
    this.programs = new Programs(options.folder, (name) => options.catalogue.hasLibrary(name));
    this.settings = options.settings ?? new FolderSettings();
    this.analyses = this.analysesFor(this.settings);
  }

  /**
   * Takes in the text of a new or changed file, by its absolute path: source files, and the configurations that name
   * modules (tsconfig.json). False when it is not analysed.
   */
  async update(file: string, text: string): Promise<boolean> {
    if (isModuleConfiguration(file)) return this.configure(file, text);
    const syntaxLanguage = syntaxLanguageOf(file);
    const language = programLanguage(syntaxLanguage);
    if (syntaxLanguage === undefined || language === undefined || !isWritten(text)) {
      this.remove(file);
      return false;
    }
    const tree = await this.options.syntax.plain(syntaxLanguage, text, this.texts.get(file));
    this.texts.set(file, text);
    this.programs.set({ file, language, facts: readFacts(language, tree, text), lines: new TextLines(text) });
    return true;
  }

  remove(file: string): void {
    if (isModuleConfiguration(file)) this.configure(file, undefined);
    this.texts.delete(file);
    this.programs.delete(file);
  }

  /** Says which handlers there are; those of files that the analyser does not have are of no use to it. */
  setHandlers(handlers: readonly AnalysedHandler[]): void {
    this.handlers = handlers;
  }

  /** Says what the users decided; until then, every rule decides for itself. */
  setSettings(settings: FolderSettings): void {
    this.settings = settings;
    this.analyses = this.analysesFor(settings);
  }

  /** Says what runs have shown, in place of what was said before. */
  setObservations(observations: readonly Observation[]): void {
    const byFile = new Map<string, Observation[]>();
    for (const observation of observations) {
      const others = byFile.get(observation.file);
      if (others === undefined) byFile.set(observation.file, [observation]);
      else others.push(observation);
    }
    this.observations = byFile;
  }

  /** The handlers whose code was found in the texts: from the others nothing is followed. */
  get followedHandlers(): readonly AnalysedHandler[] {
    const roots = [...this.programs.all].flatMap((program) => this.analysed(program).roots);
    return [...new Set(roots.map(({ handler }) => handler))];
  }

  /** What is found in a file, in the order of its text. */
  findings(file: string): readonly Finding[] {
    const analysed = this.programs.get(file);
    if (analysed === undefined) return [];
    const text = this.texts.get(file) ?? '';
    const analysis = this.analysed(this.programs.of(analysed));
    return this.findingsOf(analysed, text, analysis, this.observations.get(file));
  }

  /** The client that the call at a line and column, both counted from 1, makes or leads to. */
  clientCallAt(name: string, place: { readonly line: number; readonly column: number }): ClientCall | undefined {
    const file = this.programs.get(name);
    if (file === undefined) return undefined;
    const { start } = file.lines.span({ ...place, endLine: place.line, endColumn: place.column });
    return this.analysed(this.programs.of(file)).clientCallAt(file, start);
  }

  /** Changes that resolve a finding of `findings`, the best first; ways to ignore it are the last. */
  async fixes(finding: Finding): Promise<readonly Fix[]> {
    const draft = this.draft(finding.file);
    return draft === undefined ? [] : (await FIXES.of(draft, finding)).map(({ fix }) => fix);
  }

  /** A file after all fixes of it, or of one rule, that nobody has to look at. */
  async fixAll(file: string, code?: string): Promise<FixedText | undefined> {
    const draft = this.draft(file);
    return draft === undefined ? undefined : fixAll(draft, FIXES, code);
  }

  private findingsOf(
    file: ProgramFile,
    text: string,
    analysis: Analysis,
    observations: readonly Observation[] = [],
  ): readonly Finding[] {
    const all = RULES.flatMap((rule) => rule.find(file, analysis));
    const found = withObservations(file, text, analysis.customResources.lowered(file, all), observations);
    const isOff = (code: string): boolean => this.settings.severity(file.file, code) === 'off';
    return this.settings
      .applied(unsuppressed(file, text, found, isOff))
      .sort((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
  }

  /** The program as it is now, for trying changes of a file. */
  private draft(name: string): Draft | undefined {
    const file = this.programs.get(name);
    const text = this.texts.get(name);
    if (file === undefined || text === undefined) return undefined;
    const { syntax } = this.options;
    const { analyses } = this;
    return new Draft(
      {
        syntax,
        analyse: (program, handlers) => analyses.of(program, handlers),
        find: (...given) => this.findingsOf(...given),
      },
      this.programs.of(file),
      new Map(this.texts),
      this.handlers,
      { file, text },
    );
  }

  private configure(file: string, text: string | undefined): false {
    this.programs.configure(file, text);
    return false;
  }

  private analysed(program: Program): Analysis {
    return this.analyses.of(program, this.handlers);
  }

  private analysesFor({ additionalClients }: FolderSettings): Analyses {
    return new Analyses(this.options.catalogue.with(additionalClients));
  }
}

/** Whether people wrote a text. */
function isWritten(text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  if (text.length < LONGEST_AVERAGE_LINE * 20) return true;
  return text.length / (text.split('\n').length + 1) < LONGEST_AVERAGE_LINE;
}
