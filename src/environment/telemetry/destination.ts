import type { Disposable } from '../../lambda/lifecycleEvents';

/** What became of one attempt to deliver a batch. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  /** Nobody listens. */
  | { readonly kind: 'unreachable'; readonly cause: string }
  /** Somebody listens and did not take the batch. */
  | { readonly kind: 'refused'; readonly cause: string };

/** An attempt that is under way. */
export interface Delivery {
  /** Ends the attempt; its outcome is what is known by then. */
  abort(): void;
}

/** The listener of a subscriber. */
export interface Destination extends Disposable {
  /**
   * Sends one batch of JSON texts; one attempt at a time. Calls `settle` exactly once, and not before this method has
   * returned.
   */
  deliver(events: readonly string[], settle: (outcome: DeliveryOutcome) => void): Delivery;
}
