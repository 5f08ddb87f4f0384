import type { LifecycleEvent, LifecycleEventOf, LifecycleEventType } from '../lambda/lifecycleEvents';

/** What to do with events of some types; others are passed over. */
export type EventHandlers<Result> = {
  readonly [Type in LifecycleEventType]?: (event: LifecycleEventOf<Type>) => Result;
};

/** Calls the handler for the event's type, if there is one. */
export function dispatch<Result>(handlers: EventHandlers<Result>, event: LifecycleEvent): Result | undefined {
  // A handler is stored under the type it takes, which the compiler cannot see for a union of events.
  const handler = handlers[event.type] as ((event: LifecycleEvent) => Result) | undefined;
  return handler?.(event);
}
