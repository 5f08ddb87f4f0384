import path from 'node:path';
import type { AnalysedHandler } from '../analysis/analysedHandler';
import { Analyser } from '../analysis/analyser';
import { FolderSettings, NO_SETTINGS } from '../analysis/analysisSettings';
import type { AnalysisSettings } from '../analysis/analysisSettings';
import { ClientCatalogue } from '../analysis/catalogue/clientCatalogue';
import type { Finding } from '../analysis/finding';
import type { Fix } from '../analysis/fixes/fix';
import type { FixedText } from '../analysis/fixes/fixAll';
import type { Observation } from '../analysis/observation';
import type { ClientCall } from '../analysis/program/clientCalls';
import { findHandlers } from '../project/discovery/findHandlers';
import type { Problem } from '../project/projectFunction';
import type { SyntaxParser } from '../syntax/syntaxParser';
import type { Linted } from './linted';
import { isAround } from './locatedHandlers';

/** One file that is analysed by itself: its handlers are the functions in it that look like some. */
export class LintedFile implements Linted {
  private readonly analyser: Analyser;
  private isAnalysed = false;

  private constructor(
    private readonly file: string,
    private readonly syntax: SyntaxParser,
    settings: AnalysisSettings,
  ) {
    this.analyser = new Analyser({
      syntax,
      settings: new FolderSettings(settings),
      catalogue: ClientCatalogue.shipped(),
      folder: path.dirname(file),
    });
  }

  /** `file`: absolute path; it is not read, what counts is the text. */
  static async open(
    file: string,
    text: string,
    { syntax, settings = NO_SETTINGS }: { readonly syntax: SyntaxParser; readonly settings?: AnalysisSettings },
  ): Promise<LintedFile> {
    const linted = new LintedFile(file, syntax, settings);
    await linted.setText(text);
    return linted;
  }

  async setText(text: string): Promise<void> {
    this.isAnalysed = await this.analyser.update(this.file, text);
    if (!this.isAnalysed) return;
    const { handlers } = await findHandlers(this.syntax, this.file, text);
    this.analyser.setHandlers(
      handlers.map(({ symbol, declaration, parameters, confidence, shape }): AnalysedHandler => ({
        file: this.file,
        name: symbol,
        code: declaration,
        parameters,
        isWrapped: isAround(shape),
        confidence,
      })),
    );
  }

  setObservations(observations: readonly Observation[]): void {
    this.analyser.setObservations(observations);
  }

  setSettings(settings: AnalysisSettings): Promise<void> {
    this.analyser.setSettings(new FolderSettings(settings));
    return Promise.resolve();
  }

  /** There are no files beside it. */
  get problems(): readonly Problem[] {
    return [];
  }

  get files(): readonly string[] {
    return this.isAnalysed ? [this.file] : [];
  }

  get skipped(): readonly string[] {
    return this.isAnalysed ? [] : [this.file];
  }

  get handlers(): readonly AnalysedHandler[] {
    return this.analyser.followedHandlers;
  }

  findings(file: string): readonly Finding[] {
    return this.analyser.findings(file);
  }

  clientCallAt(file: string, place: { readonly line: number; readonly column: number }): ClientCall | undefined {
    return this.analyser.clientCallAt(file, place);
  }

  fixes(finding: Finding): Promise<readonly Fix[]> {
    return this.analyser.fixes(finding);
  }

  fixAll(file: string, code?: string): Promise<FixedText | undefined> {
    return this.analyser.fixAll(file, code);
  }
}
