/** A text cut at its variables. */
export type Part = string | Variable;

/** `${a, b, 'c'}`: the first source that has a value counts. */
export interface Variable {
  readonly sources: readonly Source[];
}

export type Source =
  | { readonly kind: 'literal'; readonly text: string | undefined }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | {
      readonly kind: 'source';
      /** `self`, `env`, `file` … */
      readonly type: string;
      /** Between parentheses: `./x.yml` of `file(./x.yml):key`. */
      readonly parameter?: readonly Part[];
      /** Behind the colon. */
      readonly address?: readonly Part[];
    };

/** More nested variables than this are a mistake. */
const DEEPEST = 40;

/** What opens a variable of the framework; `${AWS::Region}` and `${Name}` are left to CloudFormation. */
const OPENING = /\$\{\s*(?=[A-Za-z][\w.-]*(?::(?!:)|\()|['"]|\$\{)/y;

/**
 * Cuts a text at its variables; `\${` stands for itself. Undefined when a variable is not closed or cannot be understood.
 */
export function parseVariables(text: string): readonly Part[] | undefined {
  return new VariableParser(text).parts('', 0);
}

class VariableParser {
  private position = 0;

  constructor(private readonly text: string) {}

  /** Up to one of the characters of `ends`, which is not consumed, or to the end of the text when there are none. */
  parts(ends: string, depth: number): readonly Part[] | undefined {
    const parts: Part[] = [];
    let literal = '';
    for (;;) {
      const next = this.text[this.position];
      if (next === undefined) {
        if (ends !== '') return undefined;
        break;
      }
      if (ends.includes(next)) break;
      if (next === '\\' && this.text.startsWith('${', this.position + 1)) {
        literal += '${';
        this.position += 3;
        continue;
      }
      const opening = this.opening();
      if (opening === 0) {
        literal += next;
        this.position += 1;
        continue;
      }
      this.position += opening;
      const variable = this.variable(depth + 1);
      if (variable === undefined) return undefined;
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(variable);
    }
    if (literal !== '') parts.push(literal);
    return parts;
  }

  /** Behind `${`, through the closing brace. */
  private variable(depth: number): Variable | undefined {
    if (depth > DEEPEST) return undefined;
    const sources: Source[] = [];
    for (;;) {
      this.skipSpace();
      const source = this.source(depth);
      if (source === undefined) return undefined;
      sources.push(source);
      this.skipSpace();
      const separator = this.text[this.position];
      this.position += 1;
      if (separator === '}') return { sources };
      if (separator !== ',') return undefined;
    }
  }

  private source(depth: number): Source | undefined {
    const quoted = this.match(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y);
    if (quoted !== undefined) {
      return { kind: 'literal', text: (quoted[1] ?? quoted[2] ?? '').replace(/\\(['"\\])/g, '$1') };
    }
    const word = this.match(/(?:true|false|null|-?\d+(?:\.\d+)?)(?=\s*[,}])/y)?.[0];
    if (word !== undefined) return { kind: 'literal', text: word === 'null' ? undefined : word };
    const opening = this.opening();
    if (opening > 0) {
      this.position += opening;
      const variable = this.variable(depth + 1);
      return variable === undefined ? undefined : { kind: 'variable', variable };
    }
    const type = this.match(/[A-Za-z][\w.-]*/y)?.[0];
    return type === undefined ? undefined : this.named(type, depth);
  }

  private named(type: string, depth: number): Source | undefined {
    let parameter: readonly Part[] | undefined;
    let address: readonly Part[] | undefined;
    if (this.take('(')) {
      parameter = this.parts(')', depth);
      if (parameter === undefined) return undefined;
      this.position += 1;
    }
    if (this.take(':')) {
      const parts = this.parts(',}', depth);
      if (parts === undefined) return undefined;
      address = trimmedEnd(parts);
    }
    return {
      kind: 'source',
      type,
      ...(parameter === undefined ? {} : { parameter }),
      ...(address === undefined ? {} : { address }),
    };
  }

  /** Length of what opens a variable here; 0 when nothing does. */
  private opening(): number {
    OPENING.lastIndex = this.position;
    return OPENING.exec(this.text)?.[0].length ?? 0;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text) ?? undefined;
    this.position += found?.[0].length ?? 0;
    return found;
  }

  private take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.position] ?? '')) this.position += 1;
  }
}

function trimmedEnd(parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1);
  return typeof last === 'string' ? [...parts.slice(0, -1), last.trimEnd()] : parts;
}
