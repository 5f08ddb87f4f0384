import { isMap, isScalar, isSeq } from 'yaml';
import { list, unresolved } from '../cloudformation/evaluated';
import type { Entry, Evaluated } from '../cloudformation/evaluated';
import { intrinsicCall } from '../cloudformation/intrinsicCall';
import { literalOf, scalarText } from '../cloudformation/templateDocument';
import type { TemplateDocument, TemplateNode } from '../cloudformation/templateDocument';

/** Below this nothing that a person writes is found. */
const DEEPEST = 200;

/** The values of a YAML or JSON document as written: variables are still texts, `!Ref x` is `{ Ref: x }`. */
export function yamlValues(document: TemplateDocument): Evaluated {
  const known = new Map<TemplateNode, Evaluated>();
  const inProgress = new Set<TemplateNode>();

  function read(given: unknown, depth: number): Evaluated {
    const node = document.resolve(given);
    if (node === undefined) return { kind: 'null', at: document.location(undefined), computed: false };
    const before = known.get(node);
    if (before !== undefined) return before;
    const at = document.location(node);
    if (inProgress.has(node)) return unresolved(at, 'it contains itself; break the circle');
    if (depth > DEEPEST) return unresolved(at, 'it lies too deep; simplify it');
    inProgress.add(node);
    const value = tagged(node, depth);
    inProgress.delete(node);
    known.set(node, value);
    return value;
  }

  function tagged(node: TemplateNode, depth: number): Evaluated {
    const plain = content(node, depth);
    const call = intrinsicCall(node);
    if (call?.shortForm !== true) return plain;
    const at = document.location(node);
    const entry: Entry = { at: { ...at, endLine: at.line, endColumn: at.column }, value: plain };
    return { kind: 'dictionary', at, computed: false, entries: new Map([[call.name, entry]]) };
  }

  function content(node: TemplateNode, depth: number): Evaluated {
    const at = document.location(node);
    if (isSeq(node)) {
      return list(
        at,
        document.items(node).map((item) => read(item, depth + 1)),
        false,
      );
    }
    if (isMap(node)) {
      const entries = document
        .entries(node)
        .map(({ key, at: place, value }) => [key, { at: place, value: read(value, depth + 1) }] as const);
      return { kind: 'dictionary', at, computed: false, entries: new Map(entries) };
    }
    const text = isScalar(node) ? textOf(node) : undefined;
    return text === undefined
      ? { kind: 'null', at, computed: false }
      : { kind: 'scalar', at, computed: false, text, ...literalOf(node, text) };
  }

  return read(document.root, 0);
}

/** The framework reads YAML 1.2, where `yes` and `on` are texts. */
function textOf(node: Parameters<typeof scalarText>[0]): string | undefined {
  const { value, source } = node;
  if (typeof value === 'boolean' && source !== undefined && !/^(?:true|false)$/i.test(source)) return source;
  return scalarText(node);
}
