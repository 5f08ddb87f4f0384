import type { SourceLocation } from '../projectFunction';
import type { Evaluated } from './evaluated';
import type { Truth } from './scope';
import { Template } from './template';
import type { TemplateDocument } from './templateDocument';

/** A file that a template includes: the names in it are those of the template, the places its own. */
export class IncludedTemplate extends Template {
  constructor(
    document: TemplateDocument,
    private readonly outer: Template,
  ) {
    super(document, {});
  }

  /** It is no template by itself, so it has no parameters and resources of its own. */
  override section(): undefined {
    return undefined;
  }

  override reference(name: string, at: SourceLocation): Evaluated {
    return this.outer.reference(name, at);
  }

  override attribute(logicalId: string, attribute: string, at: SourceLocation): Evaluated {
    return this.outer.attribute(logicalId, attribute, at);
  }

  override condition(name: string): Truth {
    return this.outer.condition(name);
  }

  override mapped(map: string, topKey: string, secondKey: string): Evaluated | undefined {
    return this.outer.mapped(map, topKey, secondKey);
  }
}
