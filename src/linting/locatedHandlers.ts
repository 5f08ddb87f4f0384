import type { AnalysedHandler } from '../analysis/analysedHandler';
import type { HandlerShape, TextRange } from '../project/discovery/handlerModule';
import { locateHandler } from '../project/discovery/locateHandler';
import type { LocatedHandler } from '../project/discovery/locateHandler';
import type { ProjectFiles } from '../project/projectFiles';
import type { ProjectFunction } from '../project/projectFunction';
import type { ProjectModel } from '../project/projectModel';
import type { SyntaxParser } from '../syntax/syntaxParser';

export interface LocatedHandlersOptions {
  readonly syntax: SyntaxParser;
  readonly files: Pick<ProjectFiles, 'text'>;
  /** Absolute path of the folder that handlers are looked for in. */
  readonly folder: string;
  /** Knows the functions that files declare themselves: their text is not read again. */
  readonly model: Pick<ProjectModel, 'functionOf'>;
}

type Located = Pick<LocatedHandler, 'file' | 'parameters' | 'shape'> & { readonly declaration: TextRange };

interface Known {
  readonly located: Located | undefined;
  /** The files that were asked for on the way, whether they exist or not. */
  readonly asked: ReadonlySet<string>;
}

/** Where the code of handlers is. It is looked for again only when a file on the way to it is other than before. */
export class LocatedHandlers {
  private readonly known = new Map<string, Known>();

  constructor(private readonly options: LocatedHandlersOptions) {}

  /** Says that a file is other than it was. Whether that concerns a handler. */
  forget(file: string): boolean {
    const concerned = [...this.known].filter(([, { asked }]) => asked.has(file));
    for (const [key] of concerned) this.known.delete(key);
    return concerned.length > 0;
  }

  /** The handlers of functions, as far as the folder has their code. */
  async of(functions: readonly ProjectFunction[]): Promise<AnalysedHandler[]> {
    const handlers: AnalysedHandler[] = [];
    const used = new Set<string>();
    for (const each of functions) {
      const { handlerFile, handlerSymbol, confidence } = each;
      if (handlerFile === undefined || handlerSymbol === undefined) continue;
      const key = `${handlerFile}:${handlerSymbol}`;
      used.add(key);
      const located = await this.locate(key, handlerFile, handlerSymbol);
      if (located === undefined) continue;
      const { file, declaration, parameters, shape } = located;
      const said = confidence === 'certain' ? saidOf(each) : {};
      const isWrapped = isAround(shape);
      handlers.push({ file, name: handlerSymbol, code: declaration, parameters, isWrapped, confidence, ...said });
    }
    for (const key of [...this.known.keys()]) if (!used.has(key)) this.known.delete(key);
    return handlers;
  }

  private async locate(key: string, handlerFile: string, symbol: string): Promise<Located | undefined> {
    let known = this.known.get(key);
    if (known === undefined) {
      const { syntax, files, folder, model } = this.options;
      const asked = new Set([handlerFile]);
      const text = (file: string): Promise<string | undefined> => {
        asked.add(file);
        return files.text(file);
      };
      const declared = model.functionOf(handlerFile, symbol);
      const located =
        declared === undefined
          ? await locateHandler(handlerFile, symbol, { syntax, files: { text }, folder })
          : { ...declared, file: handlerFile };
      known = { located, asked };
      this.known.set(key, known);
    }
    return known.located;
  }
}

/** What a template says of how the code is run. */
function saidOf({
  origin,
  configuration,
  snapStart,
  managedInstanceConcurrency,
  places,
}: ProjectFunction): Partial<AnalysedHandler> {
  const { runtime, timeout, tenantIsolation } = configuration;
  // Without a number, Managed Instances decide on more than one.
  const isManaged = places.managedInstanceConcurrency !== undefined;
  const isConcurrent = managedInstanceConcurrency === undefined ? isManaged : managedInstanceConcurrency > 1;
  const isTenantIsolated = tenantIsolation === true;
  // A Dockerfile says nothing of the function that its image is for.
  const said = origin === 'dockerfile' ? { runtime } : { runtime, timeout };
  return { ...said, isRestored: snapStart === true, isConcurrent, isTenantIsolated };
}

/** Whether something else than the code itself is what Lambda calls. */
export function isAround(shape: HandlerShape): boolean {
  return shape === 'wrapped' || shape === 'decorated' || shape === 'bound' || shape === 'framework';
}
