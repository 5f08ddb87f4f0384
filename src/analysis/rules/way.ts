import type { Span } from '../facts/fileFacts';
import type { RelatedPlace } from '../finding';
import type { ProgramFile } from '../program/program';
import { factsOf } from '../program/program';
import type { Reached, Root } from '../program/reach';
import type { LineRange } from '../textLines';

/** How many handlers a finding names. */
const MOST_HANDLERS = 5;

/** Whether more than a handler's name says that it is one. */
export function isSure(ways: readonly Reached[]): boolean {
  return ways.some(({ root }) => root.handler.confidence !== 'possible');
}

/** The places that a way goes through, from the handler on; nothing for what is in the handler itself. */
export function relatedPlaces(ways: readonly Reached[]): RelatedPlace[] {
  const [shortest, ...others] = ways;
  if (shortest === undefined) return [];
  const steps: RelatedPlace[] = [];
  let step: Reached = shortest;
  while (step.from !== undefined) {
    const { reached, edge } = step.from;
    steps.unshift(placeOf(reached.place.file, edge.call.span, `${nameOf(reached)} leads to ${nameOf(step)} here`));
    step = reached;
  }
  if (steps.length > 0) steps.unshift(handlerPlace(shortest));
  const more = others.filter(({ root }) => root !== shortest.root).slice(0, MOST_HANDLERS - 1);
  return [...steps, ...more.map(handlerPlace)];
}

function handlerPlace({ root }: Reached): RelatedPlace {
  const { file } = root.place;
  const { handler } = root;
  // The root may be what another file has put around the handler.
  if (root.kind === 'handler' && file.file !== handler.file) {
    return { file: handler.file, range: firstLineOf(handler.code), message: rootName(root) };
  }
  const span = factsOf(root.place)?.nameSpan ?? { start: 0, end: 0 };
  return placeOf(file, firstLine(file, span), rootName(root));
}

/** A function without a name is shown by its first line. */
function firstLine(file: ProgramFile, span: Span): Span {
  const { line, endLine } = file.lines.range(span);
  return line === endLine ? span : { start: span.start, end: span.start + 1 };
}

function firstLineOf({ line, column, endLine, endColumn }: LineRange): LineRange {
  return line === endLine
    ? { line, column, endLine, endColumn }
    : { line, column, endLine: line, endColumn: column + 1 };
}

function placeOf(file: ProgramFile, span: Span, message: string): RelatedPlace {
  return { file: file.file, range: file.lines.range(span), message };
}

function rootName({ handler, kind, place }: Root): string {
  if (kind === 'handler') return `the handler ${handler.name}`;
  const name = factsOf(place)?.name ?? '';
  return name === '' ? `a route behind ${handler.name}` : `the route ${name}()`;
}

/** The functions of a way, the handler first. */
export function namesOnWay(way: Reached): string[] {
  const names = [nameOf(way)];
  for (let step = way; step.from !== undefined; step = step.from.reached) names.unshift(nameOf(step.from.reached));
  return names;
}

/** A function as people speak of it. */
export function nameOf(reached: Reached): string {
  const facts = factsOf(reached.place);
  if (reached.from === undefined) return rootName(reached.root);
  const owner = facts?.class === undefined ? '' : (reached.place.file.facts.classes[facts.class]?.name ?? '');
  if (facts?.kind === 'constructor' || facts?.kind === 'initialiser') return `${owner || 'a class'}()`;
  const name = facts?.name ?? '';
  if (name === '') return 'an inline function';
  return owner === '' ? `${name}()` : `${owner}.${name}()`;
}

/** ` through save() of the handler`, or which handler it is in. */
export function wayInWords([shortest]: readonly Reached[]): string {
  if (shortest?.from === undefined) return '';
  return `, through ${nameOf(shortest)}`;
}
