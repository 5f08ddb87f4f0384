import type { SourceRange } from '../projectFunction';

/** The content of a file or block of Terraform's language, from HCL or JSON. */
export interface HclBody {
  readonly attributes: ReadonlyMap<string, HclAttribute>;
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  /** From the name to the end of the value. */
  readonly at: SourceRange;
  readonly value: Expression;
}

export interface HclBlock {
  /** `resource`, `variable`, `environment` … */
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  readonly at: SourceRange;
  /** The parser had to guess inside it. */
  readonly doubtful: boolean;
}

export type Expression =
  /** Texts, numbers and booleans; all of them as texts, the latter two as what they are, too. */
  | {
      readonly kind: 'literal';
      readonly at: SourceRange;
      readonly text: string;
      readonly literal?: number | boolean;
    }
  | { readonly kind: 'null'; readonly at: SourceRange }
  | { readonly kind: 'template'; readonly at: SourceRange; readonly parts: readonly Expression[] }
  | { readonly kind: 'tuple'; readonly at: SourceRange; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly at: SourceRange; readonly members: readonly ObjectMember[] }
  /** The start of a reference: `var`, `local`, `aws_lambda_function` … */
  | { readonly kind: 'name'; readonly at: SourceRange; readonly name: string }
  | { readonly kind: 'member'; readonly at: SourceRange; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly at: SourceRange; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'call'; readonly at: SourceRange; readonly name: string; readonly given: readonly Expression[] }
  | {
      readonly kind: 'conditional';
      readonly at: SourceRange;
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | {
      readonly kind: 'operation';
      readonly at: SourceRange;
      readonly operator: string;
      readonly operands: readonly Expression[];
    }
  | { readonly kind: 'unsupported'; readonly at: SourceRange; readonly reason: string };

export interface ObjectMember {
  readonly key: Expression;
  readonly value: Expression;
  readonly at: SourceRange;
}

export const EMPTY_BODY: HclBody = { attributes: new Map(), blocks: [] };

/** The start of a reference and the names after it, e.g. `data`, `archive_file`, `code`, `output_path`; empty for others. */
export function traversal(expression: Expression): string[] {
  const names: string[] = [];
  let current = expression;
  while (current.kind === 'member' || current.kind === 'index') {
    if (current.kind === 'member') names.push(current.name);
    current = current.of;
  }
  return current.kind === 'name' ? [current.name, ...names.reverse()] : [];
}

/** Addresses of the resources, data sources and modules that an expression mentions. */
export function mentioned(expression: Expression): string[] {
  switch (expression.kind) {
    case 'member':
    case 'index': {
      const names = traversal(expression);
      return names.length < 2 ? mentioned(expression.of) : [addressOf(names)];
    }
    case 'template':
      return expression.parts.flatMap(mentioned);
    case 'tuple':
      return expression.items.flatMap(mentioned);
    case 'object':
      return expression.members.flatMap(({ value }) => mentioned(value));
    case 'call':
      return expression.given.flatMap(mentioned);
    case 'conditional':
      return [...mentioned(expression.whenTrue), ...mentioned(expression.whenFalse)];
    case 'operation':
      return expression.operands.flatMap(mentioned);
    case 'literal':
    case 'name':
    case 'null':
    case 'unsupported':
      return [];
  }
}

/** `data.archive_file.code` of `data.archive_file.code.output_path`. */
export function addressOf(names: readonly string[]): string {
  return names.slice(0, names[0] === 'data' ? 3 : 2).join('.');
}
