import type { CatalogueEntry } from '../catalogue/clientCatalogue';
import type { CallFacts } from '../facts/fileFacts';
import type { LineRange } from '../textLines';
import type { Analysis } from './analysis';
import type { Creations } from './creations';
import type { ProgramFile } from './program';
import type { Reached } from './reach';

/**
 * `init`: once, when the module is loaded; `once`: once, by the first invocation that comes there; `invoke`: on every
 * invocation; `unknown`: no handler is known to lead there.
 */
export type ClientPhase = 'init' | 'invoke' | 'once' | 'unknown';

/** A call that makes a client of the catalogue, whether anything is wrong with it or not. */
export interface ClientCall {
  /** Where it was asked for: the call itself, or one that leads to it from a handler's file. */
  readonly asked: LineRange;
  readonly file: ProgramFile;
  readonly call: CallFacts;
  readonly entry: CatalogueEntry;
  /** What is called, as it is imported (see `CatalogueEntry.paths`). */
  readonly path: string;
  readonly phase: ClientPhase;
  /** The ways that lead to it from handlers, the shortest first. */
  readonly ways: readonly Reached[];
}

/** The client that the innermost call at an offset makes or leads to; undefined for other calls. */
export function clientCallAt(
  analysis: Analysis,
  creations: Creations,
  file: ProgramFile,
  offset: number,
): ClientCall | undefined {
  const around = file.facts.calls
    .filter(({ span }) => span.start <= offset && offset <= span.end)
    .sort((left, right) => left.span.end - left.span.start - (right.span.end - right.span.start));
  const [call] = around;
  if (call === undefined) return undefined;
  const asked = file.lines.range(call.span);
  const match = creations.match(file, call);
  if (match !== undefined) return { asked, file, call, ...match, ...phaseOf(analysis, file, call) };
  const [creation] = analysis.callsToCreationsIn(file).find((leading) => leading.call === call)?.creations ?? [];
  if (creation === undefined) return undefined;
  const { entry, path, ways } = creation;
  return { asked, file: creation.file, call: creation.call, entry, path, phase: 'invoke', ways };
}

function phaseOf(analysis: Analysis, file: ProgramFile, call: CallFacts): Pick<ClientCall, 'phase' | 'ways'> {
  const ways = analysis.reach.in(file).find(([first]) => first.place.function === call.function) ?? [];
  if (ways.length > 0) return { phase: analysis.reach.isGuarded(file, call) ? 'once' : 'invoke', ways };
  return { phase: call.function === 0 ? 'init' : 'unknown', ways };
}
