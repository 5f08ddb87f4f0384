import type { LifecycleEvent } from '../lambda/lifecycleEvents';
import type { Timeline } from './timeline';
import { TimelineModel } from './timelineModel';

/** The timeline of a stream of lifecycle events, one row per environment. Streams may begin or end anywhere. */
export function timelineRows(events: Iterable<LifecycleEvent>): Timeline {
  const model = new TimelineModel();
  model.add(events);
  return model.timeline();
}
