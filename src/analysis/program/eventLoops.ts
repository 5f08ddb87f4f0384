import type { CallFacts } from '../facts/fileFacts';
import type { Program, ProgramFile } from './program';
import { factsOf } from './program';
import type { Reach, Reached, Root } from './reach';
import type { SharedClientUse } from './sharedClientUses';
import type { Values } from './values';

/** Calls of Python that make an event loop, whether they run something in it or not. */
const MAKING: ReadonlySet<string> = new Set([
  'anyio.run',
  'asgiref.sync.async_to_sync',
  'asyncio.Runner',
  'asyncio.new_event_loop',
  'asyncio.run',
  'trio.run',
  'uvloop.new_event_loop',
  'uvloop.run',
]);

/** A call that gives every invocation an event loop of its own. */
export interface LoopStart {
  readonly file: ProgramFile;
  readonly call: CallFacts;
  readonly path: string;
}

/** Knows which invocations run in event loops of their own. Looks at the program when it is first asked. */
export class EventLoops {
  private starts: ReadonlyMap<Root, LoopStart> | undefined;

  constructor(
    private readonly program: Program,
    private readonly values: Values,
    private readonly reach: Reach,
  ) {}

  /** What starts the loop of each invocation that a client is used in; undefined where one loop serves all. */
  startFor({ file, function: id, ways }: SharedClientUse): LoopStart | undefined {
    this.starts ??= this.find();
    for (const { root } of ways) {
      const start = this.starts.get(root);
      if (start === undefined) continue;
      if (isAsync(file, id) || (start.file === file && start.call.function === id)) return start;
    }
    return undefined;
  }

  private find(): Map<Root, LoopStart> {
    const found = new Map<Root, LoopStart>();
    for (const ways of this.reach.reached.values()) {
      const start = this.startIn(ways[0]);
      if (start !== undefined) for (const { root } of ways) found.set(root, start);
    }
    return found;
  }

  private startIn({ place }: Reached): LoopStart | undefined {
    const { file } = place;
    if (file.language !== 'python') return undefined;
    for (const call of this.program.callsOf(place)) {
      const path = this.madeBy(file, call);
      if (path !== undefined && !this.isRare(file, call)) return { file, call, path };
    }
    return undefined;
  }

  private madeBy(file: ProgramFile, call: CallFacts): string | undefined {
    for (const value of this.values.of(file, call.callee)) {
      if (value.kind === 'external' && MAKING.has(value.path)) return value.path;
    }
    return undefined;
  }

  /** Only the first invocation has none: `except RuntimeError: loop = asyncio.new_event_loop()`. */
  private isRare(file: ProgramFile, call: CallFacts): boolean {
    const { conditions } = file.facts;
    return call.conditions.some((id) => conditions[id]?.branch === 'failure') || this.reach.isGuarded(file, call);
  }
}

/** Whether a function or one around it runs in an event loop. */
function isAsync(file: ProgramFile, id: number): boolean {
  const facts = factsOf({ file, function: id });
  if (facts === undefined || id === 0) return false;
  return facts.isAsync || (facts.parent !== undefined && isAsync(file, facts.parent));
}
