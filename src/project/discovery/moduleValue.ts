import type { Node } from 'web-tree-sitter';
import { rangeOf } from './handlerModule';
import type { Declaration, Elsewhere, HandlerShape, Parameter } from './handlerModule';

/** Where a value got its name, and what is known from the way there. */
export interface Site {
  readonly name: Node;
  readonly declaration: Node;
  /** How the function was wrapped on the way; its own shape when it was not. */
  readonly shape?: HandlerShape;
  readonly evidence?: 'lambda' | 'other';
  readonly indirect?: boolean;
  /** How many parameters were filled in. */
  readonly bound?: number;
}

/** What an expression of a module stands for. */
export type Value =
  | { readonly kind: 'function'; readonly node: Node; readonly site: Site }
  | { readonly kind: 'object' | 'class' | 'instance'; readonly node: Node; readonly site: Site }
  | { readonly kind: 'elsewhere'; readonly elsewhere: Elsewhere; readonly site: Site }
  /** Made by code that is not known. */
  | { readonly kind: 'made'; readonly site: Site };

/** The shape of `site` stays when something was around it already. */
export function wrapped(site: Site, shape: HandlerShape, evidence?: Site['evidence']): Site {
  return { ...site, shape: site.shape ?? shape, ...(evidence === undefined ? {} : { evidence }) };
}

/** `site` of a value that another name of the module leads to. */
export function reached(site: Site, name: Node, declaration: Node): Site {
  return { ...site, name, declaration, indirect: true };
}

export interface FunctionParts {
  readonly shape: HandlerShape;
  readonly parameters: readonly Parameter[];
  readonly isAsync: boolean;
}

/** What a symbol leads to, for those who do not know the language; undefined when it cannot be called. */
export function declarationOf(value: Value, partsOfFunction: (node: Node) => FunctionParts): Declaration | undefined {
  const { site } = value;
  const common = {
    name: rangeOf(site.name),
    declaration: rangeOf(site.declaration),
    evidence: site.evidence ?? 'none',
    indirect: site.indirect ?? false,
  } as const;
  switch (value.kind) {
    case 'function': {
      const { shape, parameters, isAsync } = partsOfFunction(value.node);
      return { ...common, shape: site.shape ?? shape, parameters: parameters.slice(site.bound ?? 0), isAsync };
    }
    case 'elsewhere':
      return {
        ...common,
        shape: site.shape ?? 're-export',
        parameters: [],
        isAsync: false,
        elsewhere: value.elsewhere,
      };
    case 'made':
      return { ...common, shape: site.shape ?? 'wrapped', parameters: [], isAsync: false };
    case 'object':
    case 'class':
    case 'instance':
      return undefined;
  }
}

/** A member of something that another module has. */
export function elsewhereMember({ from, symbol }: Elsewhere, name: string): Elsewhere {
  return { from, symbol: symbol === '' ? name : `${symbol}.${name}` };
}
