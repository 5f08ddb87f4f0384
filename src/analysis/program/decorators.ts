import type { Expression } from '../facts/fileFacts';
import type { FunctionPlace, ProgramFile } from './program';
import { factsOf, lastName } from './program';
import type { Values } from './values';

/** Decorators that run a function which they are given for each record of an event. */
const RUNNING: ReadonlySet<string> = new Set(['async_batch_processor', 'batch_processor']);

/** Knows what decorators run beside the function that they decorate. */
export class Decorators {
  constructor(private readonly values: Values) {}

  /** The functions that decorators of the program put in the place of a function. */
  wrappersOf(place: FunctionPlace): readonly FunctionPlace[] {
    const { file } = place;
    return decoratorsOf(place).flatMap((decorator) =>
      this.functionsIn(file, decorator).flatMap((made) => this.returnedBy(made)),
    );
  }

  /** The functions that decorators are given to run: `@batch_processor(record_handler=save, processor=processor)`. */
  givenTo(place: FunctionPlace): readonly FunctionPlace[] {
    const { file } = place;
    return decoratorsOf(place).flatMap((decorator) => {
      const call = decorator.kind === 'call' ? file.facts.calls[decorator.call] : undefined;
      if (call === undefined || !RUNNING.has(lastName(call.callee))) return [];
      return call.arguments.flatMap(({ value }) => this.functionsIn(file, value));
    });
  }

  /** The functions inside of a decorator that it gives back. */
  private returnedBy(decorator: FunctionPlace): FunctionPlace[] {
    const returns = factsOf(decorator)?.returns ?? [];
    return returns
      .flatMap((value) => this.functionsIn(decorator.file, value))
      .filter((made) => made.file === decorator.file && factsOf(made)?.parent === decorator.function);
  }

  private functionsIn(file: ProgramFile, expression: Expression): FunctionPlace[] {
    if (expression.kind === 'literal') return [];
    return this.values
      .of(file, expression)
      .flatMap((value) => (value.kind === 'function' ? [{ file: value.file, function: value.id }] : []));
  }
}

function decoratorsOf(place: FunctionPlace): readonly Expression[] {
  return factsOf(place)?.decorators ?? [];
}
