import type { CallFacts, Expression } from '../facts/fileFacts';
import type { ProgramFile } from './program';
import { bindingOf, factsOf, lastName } from './program';
import { CHAINING } from './promises';
import type { Values } from './values';

/** Names of what people call when something is done. */
const SIGNAL = /^(?:callback|cb|done|fulfil{1,2}|next|reject|resolve|reply|res|response|responseStream|stream)$/i;

/** Methods of a context, a response or a stream that end what somebody waits for. */
const ENDING =
  /^(?:abort|close|destroy|done|emit|end|fail|json|next|redirect|reject|render|resolve|send|sendStatus|succeed|write)$/;

const DEEPEST = 3;

/** Knows whether the end of some work is told to somebody, who may wait for it. */
export class Signals {
  constructor(private readonly values: Values) {}

  /** Whether what a call begins tells its end: by what it is given, or by what is chained to it. */
  isGivenBy(file: ProgramFile, call: CallFacts): boolean {
    const { callee } = call;
    const isChained = callee.kind === 'member' && CHAINING.has(callee.name);
    const given = call.arguments.map(({ value }) => value);
    if (given.some((value) => (isChained ? this.isSignal(file, value, 0) : this.isSignalGiven(file, value))))
      return true;
    const before = isChained && callee.object.kind === 'call' ? file.facts.calls[callee.object.call] : undefined;
    if (before !== undefined) return this.isGivenBy(file, before);
    // `(async () => { … resolve(…) })()`
    return callee.kind !== 'member' && this.isSignal(file, callee, 1);
  }

  /** Whether a function that is given to something ends what somebody waits for. */
  isSignal(file: ProgramFile, value: Expression, depth: number): boolean {
    if (depth > DEEPEST || value.kind === 'literal') return false;
    if (bindingOf(file, value)?.kind === 'parameter') return true;
    if (value.kind === 'member') {
      const { object, name } = value;
      return bindingOf(file, object)?.kind === 'parameter' && (ENDING.test(name) || depth === 0);
    }
    return this.values
      .of(file, value)
      .some((each) => each.kind === 'function' && each.file === file && this.signals(file, each.id, depth));
  }

  /** What is called now gets something to call later. */
  private isSignalGiven(file: ProgramFile, value: Expression): boolean {
    if (value.kind === 'function') return this.signals(file, value.function, 0);
    if (value.kind !== 'name') return false;
    const binding = bindingOf(file, value);
    return binding?.kind === 'parameter' ? SIGNAL.test(value.name) : this.isSignal(file, value, 1);
  }

  /** Whether the code of a function ends what something around it waits for. */
  private signals(file: ProgramFile, id: number, depth: number): boolean {
    const span = factsOf({ file, function: id })?.span;
    if (span === undefined) return false;
    const isOuter = (expression: Expression): boolean => {
      const binding = bindingOf(file, expression);
      if (binding?.kind !== 'parameter') return false;
      const owner = factsOf({ file, function: binding.function })?.span;
      return owner !== undefined && (owner.start < span.start || owner.end > span.end);
    };
    return file.facts.calls.some((call) => {
      if (call.span.start < span.start || call.span.end > span.end) return false;
      const { callee } = call;
      if (callee.kind === 'name') {
        if (isOuter(callee)) return true;
        if (bindingOf(file, callee)?.kind === 'variable' && this.isSignal(file, callee, depth + 1)) return true;
      }
      if (callee.kind === 'member' && isOuter(rootOf(file, callee)) && ENDING.test(callee.name)) return true;
      return call.arguments.some(({ value }) => isOuter(value) && SIGNAL.test(lastName(value)));
    });
  }
}

/** `response` of `response.status(200).json` */
function rootOf(file: ProgramFile, expression: Expression): Expression {
  let root = expression;
  for (;;) {
    if (root.kind === 'member') root = root.object;
    else if (root.kind === 'call') {
      const callee = file.facts.calls[root.call]?.callee;
      if (callee === undefined) return root;
      root = callee;
    } else return root;
  }
}
