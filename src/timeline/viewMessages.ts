import type { LifecycleEvent } from '../lambda/lifecycleEvents';

/**
 * What the timeline view and its host tell each other. Events travel as they are: the view builds its model from them
 * with the same pure code that the command line uses.
 */
export type HostMessage =
  /** The history as it is; comes after `ready`, and whenever it is another one (cleared, imported, a kept run). */
  | {
      readonly type: 'history';
      readonly title: string;
      /** Something happens still; false for kept runs and imported logs. */
      readonly live: boolean;
      /** Older events that were dropped because the history is bounded. */
      readonly dropped: number;
      readonly events: readonly LifecycleEvent[];
      /** Wall clock milliseconds and the host's monotonic milliseconds of one moment, so that the view knows "now". */
      readonly now: { readonly epochMs: number; readonly monotonicMs: number };
    }
  /** What has happened since, in order; several events at once. */
  | { readonly type: 'events'; readonly events: readonly LifecycleEvent[]; readonly nowMonotonicMs: number }
  /** A command of the view's title bar or of the palette. */
  | { readonly type: 'command'; readonly command: ViewCommand }
  /** Show one invocation or environment, e.g. from the output or the tree. */
  | { readonly type: 'reveal'; readonly environmentId?: string; readonly requestId?: string }
  /** The result of an invocation that the view asked for. */
  | {
      readonly type: 'invocation';
      readonly requestId: string;
      readonly event?: string;
      readonly result?: string;
    };

export type ViewCommand =
  'fit' | 'jumpToNow' | 'search' | 'toggleTable' | 'toggleGaps' | 'zoomIn' | 'zoomOut' | 'compare' | 'showKeys';

export type ViewMessage =
  /** The view listens; the host answers with `history`. */
  | { readonly type: 'ready' }
  | { readonly type: 'openHandler'; readonly functionName: string; readonly place?: ViewPlace }
  | { readonly type: 'openLog'; readonly requestId: string }
  /** The event that the invocation was given. */
  | { readonly type: 'openEvent'; readonly requestId: string; readonly functionName: string }
  /** Event and result of a selected invocation are wanted for the details. */
  | { readonly type: 'askInvocation'; readonly requestId: string }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'clear' }
  | { readonly type: 'export'; readonly format: ExportFormat };

export interface ViewPlace {
  readonly file: string;
  readonly line: number;
}

export type ExportFormat = 'trace' | 'otlp' | 'csv' | 'events';
