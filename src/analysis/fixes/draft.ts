import type { PlainNode } from '../../syntax/plainTree';
import { syntaxLanguageOf } from '../../syntax/syntaxLanguage';
import type { SyntaxParser } from '../../syntax/syntaxParser';
import type { AnalysedHandler } from '../analysedHandler';
import type { Finding } from '../finding';
import { readFacts } from '../languages/readFacts';
import type { Analysis } from '../program/analysis';
import type { Program, ProgramFile } from '../program/program';
import { TextLines } from '../textLines';
import type { TextEdit } from './fix';
import { withEdits } from './fix';
import { movedSpan } from './movedSpan';

/** How a draft becomes findings. */
export interface DraftOptions {
  readonly syntax: SyntaxParser;
  readonly analyse: (program: Program, handlers: readonly AnalysedHandler[]) => Analysis;
  /** Everything that is found in a file, in the order of its text. */
  readonly find: (file: ProgramFile, text: string, analysis: Analysis) => readonly Finding[];
}

/** One file of a program. */
export interface DraftFile {
  readonly file: ProgramFile;
  readonly text: string;
}

/** The program as it would be with another text of one file. Nothing of it is changed: edits make another draft. */
export class Draft {
  private known: Analysis | undefined;

  /** `texts`: of the other files, by absolute path. */
  constructor(
    private readonly options: DraftOptions,
    private readonly program: Program,
    private readonly texts: ReadonlyMap<string, string>,
    private readonly handlers: readonly AnalysedHandler[],
    readonly edited: DraftFile,
  ) {}

  get analysis(): Analysis {
    this.known ??= this.options.analyse(this.program, this.handlers);
    return this.known;
  }

  get text(): string {
    return this.edited.text;
  }

  /** What is found in the file. */
  get findings(): readonly Finding[] {
    return this.options.find(this.edited.file, this.text, this.analysis);
  }

  /** What is found in files that import this one or that it imports: what it shares with them can change there. */
  get findingsAround(): readonly Finding[] {
    const { file } = this.edited;
    return [...this.program.all]
      .filter((other) => other !== file && (this.imports(other, file) || this.imports(file, other)))
      .flatMap((other) => this.options.find(other, this.texts.get(other.file) ?? '', this.analysis));
  }

  /** The file's syntax. */
  async syntax(): Promise<PlainNode | undefined> {
    const language = syntaxLanguageOf(this.edited.file.file);
    return language === undefined ? undefined : this.options.syntax.plain(language, this.text);
  }

  /** How many places of the text are not understood. */
  async mistakes(): Promise<number> {
    const language = syntaxLanguageOf(this.edited.file.file);
    if (language === undefined) return 0;
    return this.options.syntax.read(language, this.text, (root) => {
      if (!root.hasError) return 0;
      return root.descendantsOfType('ERROR').length + 1;
    });
  }

  /** The program after edits of the file. */
  async with(edits: readonly TextEdit[]): Promise<Draft> {
    const { file } = this.edited;
    const language = syntaxLanguageOf(file.file);
    if (language === undefined || edits.length === 0) return this;
    const text = withEdits(this.text, edits);
    const root = await this.options.syntax.plain(language, text, this.text);
    const after = { ...file, facts: readFacts(file.language, root, text), lines: new TextLines(text) };
    const handlers = this.handlers.map((handler) => {
      if (handler.file !== file.file) return handler;
      return { ...handler, code: after.lines.range(movedSpan(file.lines.span(handler.code), edits)) };
    });
    return new Draft(this.options, this.program.with(after), this.texts, handlers, { file: after, text });
  }

  private imports(file: ProgramFile, other: ProgramFile): boolean {
    const { bindings, stars } = file.facts;
    const from = new Set([
      ...stars,
      ...bindings.flatMap(({ imported }) => (imported === undefined ? [] : [imported.from])),
    ]);
    if ([...from].some((name) => this.program.module(file, name) === other)) return true;
    return bindings.some(
      ({ imported }) =>
        imported !== undefined && this.program.submodule(file, imported.from, imported.symbol) === other,
    );
  }
}
