import path from 'node:path';
import type { Node } from 'web-tree-sitter';
import { syntaxLanguageOf } from '../../syntax/syntaxLanguage';
import type { SyntaxLanguage } from '../../syntax/syntaxLanguage';
import type { SyntaxParser } from '../../syntax/syntaxParser';
import type { Declaration, Elsewhere, HandlerModule, HandlerShape, TextRange } from './handlerModule';
import { isConventionalName, signatureConfidence } from './handlerSignature';
import { JavaScriptModule } from './javaScriptModule';
import { PythonModule } from './pythonModule';

/** A declaration that looks like the handler of a function. */
export interface FoundHandler {
  /** As a handler string names it behind the file: `handler`, `orders.create`. */
  readonly symbol: string;
  readonly shape: HandlerShape;
  /** `likely`: signature, type or wrapper speak for it; `possible`: its name alone. */
  readonly confidence: 'likely' | 'possible';
  readonly name: TextRange;
  readonly declaration: TextRange;
  /** Names of the parameters as they are written. */
  readonly parameters: readonly string[];
  /** It answers to CloudFormation. */
  readonly customResource: boolean;
}

/** A symbol of a module that is declared in another one. */
export interface ReExport extends Omit<FoundHandler, 'confidence'> {
  readonly elsewhere: Elsewhere;
}

export interface ModuleHandlers {
  readonly handlers: readonly FoundHandler[];
  /** Handlers if what they lead to is one. */
  readonly reExports: readonly ReExport[];
  /** Modules whose exports this one has, too. */
  readonly stars: readonly string[];
}

const NO_HANDLERS: ModuleHandlers = { handlers: [], reExports: [], stars: [] };

/** Reads the module that a text is; undefined when its language has no handlers. */
export function moduleOf(language: SyntaxLanguage, root: Node): HandlerModule | undefined {
  if (language === 'python') return new PythonModule(root);
  return language === 'hcl' ? undefined : new JavaScriptModule(root);
}

/**
 * Every declaration of a text that looks like a handler, in the order of the text. `file` only says the language; the
 * text may be unsaved and broken.
 */
export async function findHandlers(syntax: SyntaxParser, file: string, text: string): Promise<ModuleHandlers> {
  const language = syntaxLanguageOf(file);
  if (language === undefined) return NO_HANDLERS;
  return syntax.read(language, text, (root) => {
    const module = moduleOf(language, root);
    return module === undefined ? NO_HANDLERS : handlersOf(module, file, text);
  });
}

interface Symbol {
  readonly symbol: string;
  readonly declared: Declaration;
}

function handlersOf(module: HandlerModule, file: string, text: string): ModuleHandlers {
  const customResource = /\bcfnresponse\b|\bcrhelper\b|\bResponseURL\b|\bPhysicalResourceId\b/.test(text);
  const isCommonJs = !file.endsWith('.py') && /\bexports\b/.test(text);
  const symbols = module.symbols().flatMap((symbol): Symbol[] => {
    const declared = module.declaration(symbol);
    return declared === undefined ? [] : [{ symbol, declared }];
  });
  const handlers: FoundHandler[] = [];
  const reExports: ReExport[] = [];
  let calledNames: ReadonlySet<string> | undefined;
  /** What the module calls itself is a part of something larger. */
  const isCalled = (name: string): boolean => (calledNames ??= module.calledNames()).has(name);
  for (const { symbol, declared } of withoutDoubles(symbols)) {
    const { shape, name, declaration, evidence, elsewhere } = declared;
    const parameters = declared.parameters.map((parameter) => parameter.name);
    const found = { symbol, shape, name, declaration, parameters, customResource };
    if (elsewhere !== undefined && evidence === 'none') {
      if (!file.endsWith('.py') || isPassedOn(file, symbol, shape, isCalled)) reExports.push({ ...found, elsewhere });
      continue;
    }
    const confidence = signatureConfidence(symbol, declared, isCommonJs);
    if (confidence === undefined) continue;
    if (evidence === 'lambda' || isConventionalName(symbol) || !isCalled(symbol))
      handlers.push({ ...found, confidence });
  }
  return { handlers: inTextOrder(handlers), reExports: inTextOrder(reExports), stars: module.stars };
}

/** Whether what a Python module imports is meant for others. */
function isPassedOn(file: string, symbol: string, shape: HandlerShape, isCalled: (name: string) => boolean): boolean {
  if (shape !== 're-export' || path.basename(file) === '__init__.py') return true;
  return isConventionalName(symbol) && !isCalled(symbol);
}

/** Of several symbols for the same code, the one that wraps it, else the conventional one, else the first. */
function withoutDoubles(symbols: readonly Symbol[]): Symbol[] {
  const best = new Map<string, Symbol>();
  for (const each of symbols) {
    const { line, column } = each.declared.declaration;
    const { name } = each.declared;
    const key = [line, column, name.line, name.column, each.declared.elsewhere?.symbol].join(':');
    const known = best.get(key);
    if (known === undefined || rank(each) > rank(known)) best.set(key, each);
  }
  return [...best.values()];
}

function rank({ symbol, declared }: Symbol): number {
  return (declared.indirect ? 4 : 0) + (isConventionalName(symbol) ? 2 : 0) + (symbol.includes('.') ? 0 : 1);
}

function inTextOrder<Found extends { readonly name: TextRange; readonly symbol: string }>(found: Found[]): Found[] {
  return found.sort((left, right) => left.name.line - right.name.line || left.name.column - right.name.column);
}
