import path from 'node:path';
import type { AnalysedHandler } from '../analysis/analysedHandler';
import { Analyser } from '../analysis/analyser';
import { ClientCatalogue } from '../analysis/catalogue/clientCatalogue';
import type { Finding } from '../analysis/finding';
import { isModuleConfiguration } from '../analysis/program/moduleAliases';
import { UserError } from '../lambda/errors';
import { findHandlers } from '../project/discovery/findHandlers';
import type { HandlerShape } from '../project/discovery/handlerModule';
import { locateHandler } from '../project/discovery/locateHandler';
import { isAside, isSourceFile } from '../project/discovery/sourceFiles';
import { findTemplates } from '../project/findTemplates';
import { kindOf } from '../project/handlerFile';
import { DISK_FILES } from '../project/projectFiles';
import { compareText } from '../project/projectFunction';
import type { ProjectFunction } from '../project/projectFunction';
import { ProjectModel } from '../project/projectModel';
import { READERS } from '../project/readers';
import { SyntaxParser } from '../syntax/syntaxParser';

export interface LintResult {
  /** In the order of files and their texts. */
  readonly findings: readonly Finding[];
  /** Handlers that were followed through the code. */
  readonly handlers: readonly AnalysedHandler[];
  /** Absolute paths of the files that were analysed, and of those that are output of a bundler. */
  readonly analysed: readonly string[];
  readonly skipped: readonly string[];
}

/**
 * What the analyser finds in files and folders, given by absolute paths. The handlers are those of the templates in the
 * folders, and where no template names them, those that look like handlers. Nothing outside of the paths is read. Throws
 * a UserError when a path does not exist.
 */
export async function lintPlaces(places: readonly string[]): Promise<LintResult> {
  const syntax = new SyntaxParser();
  const results: LintResult[] = [];
  for (const place of places) {
    const kind = await kindOf(place);
    if (kind === undefined) throw new UserError(`There is no file or folder ${place}; name what is to be linted.`);
    results.push(kind === 'folder' ? await lintFolder(place, syntax) : await lintFile(place, syntax));
  }
  return joined(results);
}

async function lintFolder(folder: string, syntax: SyntaxParser): Promise<LintResult> {
  const { files } = await findTemplates(folder, isSourceFile);
  const sources = files.filter((file) => !isAside(folder, file));
  const model = await ProjectModel.open([folder], { readers: READERS, syntax });
  const handlers: AnalysedHandler[] = [];
  for (const each of model.functions) {
    const handler = await handlerOf(each, folder, syntax);
    if (handler !== undefined && isWithin(folder, handler.file)) handlers.push(handler);
  }
  const configurations = await findTemplates(folder, isModuleConfiguration);
  return lint(folder, { sources, configurations: configurations.files }, handlers, syntax);
}

async function lintFile(file: string, syntax: SyntaxParser): Promise<LintResult> {
  const text = (await DISK_FILES.text(file)) ?? '';
  const { handlers } = await findHandlers(syntax, file, text);
  const known = handlers.map(({ symbol, declaration, parameters, confidence, shape }): AnalysedHandler => ({
    file,
    name: symbol,
    code: declaration,
    parameters,
    isWrapped: isAround(shape),
    confidence,
  }));
  return lint(path.dirname(file), { sources: [file], configurations: [] }, known, syntax);
}

/** The code that runs for a function; undefined when the folder does not have it. */
async function handlerOf(
  { handlerFile, handlerSymbol, configuration, confidence }: ProjectFunction,
  folder: string,
  syntax: SyntaxParser,
): Promise<AnalysedHandler | undefined> {
  if (handlerFile === undefined || handlerSymbol === undefined || !isWithin(folder, handlerFile)) return undefined;
  const located = await locateHandler(handlerFile, handlerSymbol, { syntax, files: DISK_FILES, folder });
  if (located === undefined) return undefined;
  const { file, declaration, parameters, shape } = located;
  const isWrapped = isAround(shape);
  const { runtime, timeout } = configuration;
  const said = confidence === 'certain' ? { runtime, timeout } : {};
  return { file, name: handlerSymbol, code: declaration, parameters, isWrapped, confidence, ...said };
}

interface LintedFiles {
  readonly sources: readonly string[];
  /** What says how modules are named. */
  readonly configurations: readonly string[];
}

async function lint(
  folder: string,
  { sources, configurations }: LintedFiles,
  handlers: readonly AnalysedHandler[],
  syntax: SyntaxParser,
): Promise<LintResult> {
  const analyser = new Analyser({ syntax, catalogue: ClientCatalogue.shipped(), folder });
  const analysed: string[] = [];
  const skipped: string[] = [];
  for (const file of configurations) {
    const text = await DISK_FILES.text(file);
    if (text !== undefined) await analyser.update(file, text);
  }
  for (const file of sources) {
    const text = await DISK_FILES.text(file);
    if (text === undefined) continue;
    const isAnalysed = await analyser.update(file, text);
    (isAnalysed ? analysed : skipped).push(file);
  }
  analyser.setHandlers(handlers);
  const findings = analysed.flatMap((file) => analyser.findings(file));
  return { findings, handlers: analyser.followedHandlers, analysed, skipped };
}

/** Each finding once, although paths may overlap. */
function joined(results: readonly LintResult[]): LintResult {
  const findings = new Map<string, Finding>();
  for (const finding of results.flatMap((result) => result.findings)) {
    findings.set([finding.file, finding.span.start, finding.span.end, finding.code].join(':'), finding);
  }
  const inOrder = [...findings.values()].sort(
    (left, right) => compareText(left.file, right.file) || left.span.start - right.span.start,
  );
  return {
    findings: inOrder,
    handlers: results.flatMap((result) => result.handlers),
    analysed: [...new Set(results.flatMap(({ analysed }) => analysed))],
    skipped: [...new Set(results.flatMap(({ skipped }) => skipped))],
  };
}

/** Whether something else than the code itself is what Lambda calls. */
function isAround(shape: HandlerShape): boolean {
  return shape === 'wrapped' || shape === 'decorated' || shape === 'bound' || shape === 'framework';
}

function isWithin(folder: string, file: string): boolean {
  return !path.relative(folder, file).startsWith('..');
}
