import type { Evaluated } from '../cloudformation/evaluated';
import { Template } from '../cloudformation/template';
import { TemplateDocument } from '../cloudformation/templateDocument';

/** A value that needs no evaluation, to be given where a node of a template is asked for. */
export class Ready {
  constructor(readonly value: Evaluated) {}
}

/** A template without resources: what is asked of it was said in SAM's words by the reader of another tool. */
export class ReadyTemplate extends Template {
  /** @param file Absolute path; relative paths in values start from its folder. */
  constructor(file: string) {
    super(new TemplateDocument(file, ''), {});
  }

  override evaluate(given: unknown): Evaluated {
    return given instanceof Ready ? given.value : super.evaluate(given);
  }
}
