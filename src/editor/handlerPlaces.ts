import type { LocatedHandler } from '../project/discovery/locateHandler';
import type { ProjectFunction, SourceRange } from '../project/projectFunction';
import type { SyntaxParser } from '../syntax/syntaxParser';

/** A handler in a file, and the functions it is the handler of. */
export interface PlacedHandler {
  readonly range: SourceRange;
  readonly functions: readonly ProjectFunction[];
}

export interface HandlerPlacesOptions {
  readonly syntax: SyntaxParser;
  /** Text of a file, unsaved edits included; undefined when there is none. */
  readonly text: (file: string) => Promise<string | undefined>;
  /** Absolute path of the workspace folder of a function. */
  readonly folderOf: (found: ProjectFunction) => string;
}

/** Where the handlers of functions are written, as the texts are now. */
export class HandlerPlaces {
  /** The file that holds the code, by handler; a handler file may only pass on what is written in another one. */
  private readonly code = new Map<string, string | undefined>();

  constructor(private readonly options: HandlerPlacesOptions) {}

  /** The code of a function's handler; undefined when it cannot be found. */
  async locate(found: ProjectFunction): Promise<LocatedHandler | undefined> {
    const { handlerFile, handlerSymbol } = found;
    if (handlerFile === undefined || handlerSymbol === undefined) return undefined;
    const { locateHandler } = await import('../project/discovery/locateHandler');
    const { syntax, text, folderOf } = this.options;
    return locateHandler(handlerFile, handlerSymbol, { syntax, files: { text }, folder: folderOf(found) });
  }

  /** The handlers in a file, in the order of its text. */
  async in(file: string, functions: readonly ProjectFunction[]): Promise<PlacedHandler[]> {
    await this.follow(functions);
    const placed = new Map<string, { range: SourceRange; functions: ProjectFunction[] }>();
    for (const found of functions) {
      if (found.handlerFile !== file && this.code.get(handlerOf(found)) !== file) continue;
      const located = await this.locate(found);
      this.code.set(handlerOf(found), located?.file);
      if (located?.file !== file) continue;
      const { declaration } = located;
      const key = `${String(declaration.line)}:${String(declaration.column)}`;
      const known = placed.get(key);
      if (known === undefined) placed.set(key, { range: declaration, functions: [found] });
      else known.functions.push(found);
    }
    return [...placed.values()].sort(
      (left, right) => left.range.line - right.range.line || left.range.column - right.range.column,
    );
  }

  /** The files that hold the code of handlers, or name it. */
  async files(functions: readonly ProjectFunction[]): Promise<Set<string>> {
    await this.follow(functions);
    const files = functions.flatMap((found) => [found.handlerFile, this.code.get(handlerOf(found))]);
    return new Set(files.filter((file) => file !== undefined));
  }

  /** A handler is followed once; later, files that are looked at tell when their ways lead elsewhere. */
  private async follow(functions: readonly ProjectFunction[]): Promise<void> {
    for (const found of functions) {
      const handler = handlerOf(found);
      if (!this.code.has(handler)) this.code.set(handler, (await this.locate(found))?.file);
    }
  }
}

function handlerOf({ handlerFile, handlerSymbol }: ProjectFunction): string {
  return `${handlerFile ?? ''}:${handlerSymbol ?? ''}`;
}
