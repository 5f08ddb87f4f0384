import type { CallFacts, Expression } from '../facts/fileFacts';
import type { Decorators } from './decorators';
import { dispatched } from './dispatch';
import { partsOfExpression } from './mentions';
import type { FunctionPlace, Program, ProgramFile } from './program';
import { factsOf, lastName } from './program';
import type { Value, Values } from './values';

/** One function leads to another. */
export interface Edge {
  readonly call: CallFacts;
  readonly to: FunctionPlace;
  /** `given`: the call hands the function to what runs it. */
  readonly kind: 'called' | 'given' | 'read';
}

/** Calls that run the functions they are given. */
const RUNNING: ReadonlySet<string> = new Set([
  'Process',
  'Promise',
  'Thread',
  'Timer',
  'apply',
  'async_process_partial_response',
  'call',
  'captureAsyncFunc',
  'captureFunc',
  'catch',
  'every',
  'filter',
  'finally',
  'find',
  'flatMap',
  'forEach',
  'imap',
  'map',
  'nextTick',
  'pRetry',
  'processPartialResponse',
  'processPartialResponseSync',
  'process_partial_response',
  'reduce',
  'retry',
  'run',
  'run_in_executor',
  'setImmediate',
  'setTimeout',
  'some',
  'sort',
  'sorted',
  'starmap',
  'submit',
  'then',
  'to_thread',
]);

/** Objects that run what they are called with: `with processor(records, handler=save): processor.process()`. */
const PROCESSOR = /^aws_lambda_powertools\.utilities\.batch\.(?:\w+\.)*\w*Processor\(\)$/;

/** Finds what functions lead to (analysis-rules §3). */
export class Edges {
  private readonly known = new WeakMap<ProgramFile, Map<CallFacts, readonly Edge[]>>();
  private readonly givenCalls = new WeakMap<ProgramFile, ReadonlySet<number>>();

  constructor(
    private readonly program: Program,
    private readonly values: Values,
    private readonly decorators: Decorators,
  ) {}

  /** What a call of a file leads to, for those who know that it is made. */
  ofCall(file: ProgramFile, call: CallFacts): readonly Edge[] {
    let edges = this.known.get(file);
    if (edges === undefined) {
      edges = new Map();
      this.known.set(file, edges);
    }
    let found = edges.get(call);
    if (found === undefined) {
      found = this.find(file, call);
      edges.set(call, found);
    }
    return found;
  }

  private find(file: ProgramFile, call: CallFacts): Edge[] {
    const callees = this.values.of(file, call.callee);
    return [
      ...callees.flatMap((callee) => this.called(call, callee)),
      ...dispatched(file, call.callee, this.values).flatMap((to) => this.calledOnes(call, to)),
      ...this.given(file, call, callees),
      ...this.read(file, call),
    ];
  }

  private called(call: CallFacts, callee: Value): Edge[] {
    switch (callee.kind) {
      case 'function':
        return lastName(call.callee) === 'bind'
          ? []
          : this.calledOnes(call, { file: callee.file, function: callee.id });
      case 'class':
        if (callee.file.facts.classes[callee.id]?.isManaged === true) return [];
        return this.values.constructors(callee.file, callee.id).map(({ file: of, id }) => ({
          call,
          to: { file: of, function: id },
          kind: 'called',
        }));
      case 'instance': {
        const isBase = call.callee.kind === 'self' && call.callee.of === 'base';
        const functions = isBase
          ? this.values.constructors(callee.file, callee.id)
          : this.values.members([callee], '__call__').flatMap((value) => (value.kind === 'function' ? [value] : []));
        return functions.map(({ file: of, id }) => ({ call, to: { file: of, function: id }, kind: 'called' }));
      }
      case 'external':
      case 'module':
      case 'object':
        return [];
    }
  }

  /** A function, with what its decorators put in its place. */
  private calledOnes(call: CallFacts, called: FunctionPlace): Edge[] {
    return [called, ...this.decorators.wrappersOf(called)].map((to) => ({ call, to, kind: 'called' }));
  }

  /** Classes of which a call makes an object. */
  made(file: ProgramFile, call: CallFacts): { readonly file: ProgramFile; readonly id: number }[] {
    return this.values
      .of(file, call.callee)
      .flatMap((callee) =>
        callee.kind === 'class' && callee.file.facts.classes[callee.id]?.isManaged !== true ? [callee] : [],
      );
  }

  private given(file: ProgramFile, call: CallFacts, callees: readonly Value[]): Edge[] {
    const runs = RUNNING.has(lastName(call.callee)) || callees.some(isProcessor);
    return call.arguments.flatMap(({ name, value }, position) => {
      if (!runs && !callees.some((callee) => this.runsParameter(callee, name, position))) return [];
      return this.functionsIn(file, value).map((to) => ({ call, to, kind: 'given' as const }));
    });
  }

  private functionsIn(file: ProgramFile, value: Expression): FunctionPlace[] {
    if (value.kind === 'literal') return [];
    return this.values
      .of(file, value)
      .flatMap((each) => (each.kind === 'function' ? [{ file: each.file, function: each.id }] : []));
  }

  /** Whether a function of the program calls what it is given in a place. */
  private runsParameter(callee: Value, name: string | undefined, position: number): boolean {
    if (callee.kind !== 'function') return false;
    const { parameters = [] } = factsOf({ file: callee.file, function: callee.id }) ?? {};
    const parameter = name === undefined ? parameters[position] : parameters.find((each) => each.name === name);
    return parameter?.bindings.some((binding) => this.calledNames(callee.file).has(binding)) ?? false;
  }

  private calledNames(file: ProgramFile): ReadonlySet<number> {
    let names = this.givenCalls.get(file);
    if (names === undefined) {
      names = new Set(
        file.facts.calls.flatMap(({ callee }) =>
          callee.kind === 'name' && callee.binding !== undefined ? [callee.binding] : [],
        ),
      );
      this.givenCalls.set(file, names);
    }
    return names;
  }

  /** Properties that are computed when they are read: `self.table.put_item()`. */
  private read(file: ProgramFile, call: CallFacts): Edge[] {
    const read = [call.callee, ...call.arguments.map(({ value }) => value)];
    return read.flatMap((expression) =>
      partsOfExpression(file, expression).flatMap((part) => this.getter(file, call, part)),
    );
  }

  private getter(file: ProgramFile, call: CallFacts, part: Expression): Edge[] {
    if (part.kind !== 'member' || !this.getterNames.has(part.name)) return [];
    return this.values.of(file, part.object).flatMap((object): Edge[] => {
      if (object.kind !== 'instance' && object.kind !== 'class') return [];
      const method = object.file.facts.classes[object.id]?.methods[part.name];
      const isGetter = method !== undefined && object.file.facts.functions[method]?.kind === 'getter';
      return isGetter ? [{ call, to: { file: object.file, function: method }, kind: 'read' }] : [];
    });
  }

  private names: ReadonlySet<string> | undefined;

  private get getterNames(): ReadonlySet<string> {
    this.names ??= new Set(
      [...this.program.all].flatMap(({ facts }) =>
        facts.functions.flatMap(({ kind, name }) => (kind === 'getter' ? [name] : [])),
      ),
    );
    return this.names;
  }
}

function isProcessor(value: Value): boolean {
  return value.kind === 'external' && PROCESSOR.test(value.path);
}
