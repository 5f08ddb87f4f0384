import { plainTree } from '../syntax/plainTree';
import { syntaxLanguageOf } from '../syntax/syntaxLanguage';
import type { SyntaxParser } from '../syntax/syntaxParser';
import type { AnalysedHandler } from './analysedHandler';
import type { ClientCatalogue } from './catalogue/clientCatalogue';
import type { Finding } from './finding';
import type { Fix, LanguageFixes } from './fixes/fix';
import { JAVASCRIPT_FIXES } from './fixes/javascript/javaScriptFixes';
import { PYTHON_FIXES } from './fixes/python/pythonFixes';
import { programLanguage, readFacts } from './languages/readFacts';
import { Analysis } from './program/analysis';
import { isModuleConfiguration } from './program/moduleAliases';
import type { ProgramLanguage } from './program/program';
import { Program } from './program/program';
import { RULES } from './rules/registry';
import { unsuppressed } from './suppressions';
import { TextLines } from './textLines';

/** Longer texts, and those with lines that nobody wrote, are the output of bundlers. */
const LONGEST_TEXT = 1024 * 1024;
const LONGEST_AVERAGE_LINE = 500;

const FIXES: Readonly<Record<ProgramLanguage, LanguageFixes>> = { python: PYTHON_FIXES, javascript: JAVASCRIPT_FIXES };

export interface AnalyserOptions {
  readonly syntax: SyntaxParser;
  readonly catalogue: ClientCatalogue;
  /** Absolute path of the folder above which no module is looked for. */
  readonly folder: string;
}

/**
 * Finds what goes wrong in functions because execution environments are reused. It is told the texts of files and the
 * handlers among them, and reads nothing itself: an edit re-reads the facts of the edited file only.
 */
export class Analyser {
  private readonly program: Program;
  private readonly texts = new Map<string, string>();
  private handlers: readonly AnalysedHandler[] = [];
  private analysis: Analysis | undefined;

  constructor(private readonly options: AnalyserOptions) {
    this.program = new Program(options.folder);
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
    const tree = await this.options.syntax.read(syntaxLanguage, text, plainTree);
    this.texts.set(file, text);
    this.program.set({ file, language, facts: readFacts(language, tree, text), lines: new TextLines(text) });
    this.analysis = undefined;
    return true;
  }

  remove(file: string): void {
    if (isModuleConfiguration(file)) this.configure(file, undefined);
    this.texts.delete(file);
    if (this.program.delete(file)) this.analysis = undefined;
  }

  /** Says which handlers there are; those of files that the analyser does not have are of no use to it. */
  setHandlers(handlers: readonly AnalysedHandler[]): void {
    this.handlers = handlers;
    this.analysis = undefined;
  }

  /** The handlers whose code was found in the texts: from the others nothing is followed. */
  get followedHandlers(): readonly AnalysedHandler[] {
    return this.analysed().roots.map(({ handler }) => handler);
  }

  /** What is found in a file, in the order of its text. */
  findings(file: string): readonly Finding[] {
    const analysed = this.program.get(file);
    if (analysed === undefined) return [];
    const analysis = this.analysed();
    const found = RULES.flatMap((rule) => rule.find(analysed, analysis));
    return unsuppressed(analysed, this.texts.get(file) ?? '', found).sort(
      (left, right) => left.span.start - right.span.start || left.span.end - right.span.end,
    );
  }

  /** Changes that resolve a finding of `findings`, the best first. */
  async fixes(finding: Finding): Promise<readonly Fix[]> {
    const file = this.program.get(finding.file);
    const text = this.texts.get(finding.file);
    const language = syntaxLanguageOf(finding.file);
    if (file === undefined || text === undefined || language === undefined) return [];
    const root = await this.options.syntax.read(language, text, plainTree);
    const makers = FIXES[file.language][finding.code] ?? [];
    return makers.flatMap((make) => make(finding, { file, text, root, analysis: this.analysed() }));
  }

  private configure(file: string, text: string | undefined): false {
    this.program.aliases.set(file, text);
    this.analysis = undefined;
    return false;
  }

  private analysed(): Analysis {
    this.analysis ??= new Analysis(this.program, this.handlers, this.options.catalogue);
    return this.analysis;
  }
}

/** Whether people wrote a text. */
function isWritten(text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  if (text.length < LONGEST_AVERAGE_LINE * 20) return true;
  return text.length / (text.split('\n').length + 1) < LONGEST_AVERAGE_LINE;
}
