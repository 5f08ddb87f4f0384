import { findSourceMap } from 'node:module';
import type { HandlerModule } from './handlerModule';
import type { UserCode } from './userCode';

const DECLARATION = /^(?:var|let|const)\s+([\w$]+|[{[][^=]*[}\]])/;
const ENDING = /\.[cm]?[jt]sx?$/;
const NAMES = /(?:[\w$]+\s*:\s*)?([\w$]+)(?:\s*,|\s*=|\s*[}\]]|$)/g;

/** The source that a handler's module was built from. */
export interface HandlerSource {
  readonly file: string;
  /** The variables of that source; undefined where nothing was built: then all are. */
  readonly names: ReadonlySet<string> | undefined;
}

/** Finds out, through the source map, which part of a bundle is the handler's own module. */
export function handlerSource(module: HandlerModule, code: UserCode): HandlerSource {
  const whole = { file: module.file, names: undefined };
  if (findSourceMap(module.file) === undefined) return whole;
  let file: string | undefined;
  const names = new Set<string>();
  module.text.split('\n').forEach((line, index) => {
    const declared = DECLARATION.exec(line)?.[1];
    if (declared === undefined || declared.startsWith('import_')) return;
    const source = code.source(module.file, index + 1, 1);
    if (code.belowTaskRoot(source.file.replace(ENDING, '')) !== code.belowTaskRoot(module.path)) return;
    ({ file } = source);
    for (const [, name = ''] of declared.matchAll(NAMES)) names.add(name);
  });
  return file === undefined ? whole : { file, names };
}
