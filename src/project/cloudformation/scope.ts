import type { SourceLocation } from '../projectFunction';
import type { Evaluated } from './evaluated';
import type { TemplateDocument } from './templateDocument';

/** What intrinsic functions need to know about their template. */
export interface Scope {
  readonly document: TemplateDocument;
  /** The value of a node; the same node is evaluated once. */
  evaluate(node: unknown): Evaluated;
  /** `Ref`: a pseudo parameter, a parameter or a resource. */
  reference(name: string, at: SourceLocation): Evaluated;
  /** `Fn::GetAtt`. */
  attribute(resource: string, attribute: string, at: SourceLocation): Evaluated;
  /** A condition by name. */
  condition(name: string): Truth;
  /** `Fn::FindInMap`; undefined when a key is missing. */
  mapped(map: string, topKey: string, secondKey: string): Evaluated | undefined;
}

/** Whether a condition holds, or why that is not known. */
export type Truth = boolean | { readonly reason: string };
