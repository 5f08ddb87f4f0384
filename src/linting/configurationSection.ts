import { findNodeAtLocation, getNodeValue, parseTree } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { TextLines } from '../analysis/textLines';
import { placeInToml } from './placeInToml';

/** Lines and columns count from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

type Path = readonly (number | string)[];

/** The part of a configuration file that is meant for Warmpath. */
export interface ConfigurationSection {
  readonly value: unknown;
  /** Where a member is, or the nearest around it that can be found. */
  readonly placeOf: (path: Path) => Place;
  /** Why the text, or the rest of it, could not be read. */
  readonly faults: readonly { readonly place: Place; readonly text: string }[];
}

/** The section of a JSON text, which may have comments; undefined when there is none. */
export function readJsonSection(text: string, section: Path): ConfigurationSection | undefined {
  const errors: ParseError[] = [];
  const lines = new TextLines(text);
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  const faults =
    error === undefined
      ? []
      : [{ place: lines.position(error.offset), text: 'The file is not valid JSON from here on; correct it here.' }];
  const node = tree === undefined ? undefined : findNodeAtLocation(tree, [...section]);
  if (tree === undefined || node === undefined) {
    // What another program reads and nothing here is for is not looked after.
    return section.length === 0 && text.trim() !== ''
      ? { value: {}, placeOf: () => ({ line: 1, column: 1 }), faults }
      : undefined;
  }
  const placeOf = (path: Path): Place => {
    for (let length = path.length; length > 0; length--) {
      const found = findNodeAtLocation(tree, [...section, ...path.slice(0, length)]);
      if (found === undefined) continue;
      const [key] = found.parent?.type === 'property' ? (found.parent.children ?? []) : [found];
      return lines.position((key ?? found).offset);
    }
    return lines.position((node.parent ?? node).offset);
  };
  return { value: getNodeValue(node), placeOf, faults };
}

/** The section of a TOML text; undefined when there is none. */
export function readTomlSection(text: string, section: readonly string[]): ConfigurationSection | undefined {
  const placeOf = (path: Path): Place => placeInToml(text, [...section, ...path]);
  let document: unknown;
  try {
    document = parseToml(text);
  } catch (error) {
    if (!text.includes(section.join('.'))) return undefined;
    const place = error instanceof TomlError ? { line: error.line, column: error.column } : { line: 1, column: 1 };
    const fault = {
      place,
      text: 'The file is not valid TOML, so its settings of Warmpath are left out; correct it here.',
    };
    return { value: {}, placeOf, faults: [fault] };
  }
  const value = section.reduce<unknown>((table, name) => memberOf(table, name), document);
  return value === undefined ? undefined : { value, placeOf, faults: [] };
}

function memberOf(table: unknown, name: string): unknown {
  const isTable = typeof table === 'object' && table !== null && Object.hasOwn(table, name);
  return isTable ? Object.getOwnPropertyDescriptor(table, name)?.value : undefined;
}
