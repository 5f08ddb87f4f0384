import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../../../src/environment/telemetry/eventQueue';

const BUFFERING = { maxItems: 3, maxBytes: 100, timeoutMs: 25 };

function queueOf(...events: string[]): EventQueue {
  const queue = new EventQueue(BUFFERING);
  for (const event of events) {
    queue.append(event);
  }
  return queue;
}

/** Takes every batch out, the open one last. */
function drain(queue: EventQueue): string[][] {
  const batches: string[][] = [];
  queue.completeBatch();
  while (queue.next !== undefined) {
    batches.push([...queue.next]);
    queue.removeNext();
  }
  return batches;
}

describe('the queue of a subscriber', () => {
  it('completes a batch at maxItems', () => {
    const queue = new EventQueue(BUFFERING);
    expect(['a', 'b', 'c', 'd'].map((event) => queue.append(event))).toEqual([
      'buffered',
      'buffered',
      'batchComplete',
      'buffered',
    ]);
    expect(queue.next).toEqual(['a', 'b', 'c']);
    expect(drain(queue)).toEqual([['a', 'b', 'c'], ['d']]);
    expect(queue.isEmpty).toBe(true);
  });

  it('completes a batch at maxBytes, counted in UTF-8', () => {
    const queue = new EventQueue(BUFFERING);
    expect(queue.append('ü'.repeat(49))).toBe('buffered');
    expect(queue.append('ü')).toBe('batchComplete');
  });

  it('has no batch to send before one is complete', () => {
    const queue = queueOf('a');
    expect(queue.next).toBeUndefined();
    expect(queue.isEmpty).toBe(false);
    queue.completeBatch();
    expect(queue.next).toEqual(['a']);
  });

  it('drops one stretch of events when it is full, and goes on when a batch has gone', () => {
    const numbers = Array.from({ length: 14 }, (_, index) => String(index));
    const queue = queueOf(...numbers);
    expect(queue.append('x')).toBe('dropped');
    queue.removeNext();
    expect(queue.append('y')).toBe('buffered');
    expect(queue.takeLoss()).toEqual({ records: 3, bytes: 5 });
    expect(queue.takeLoss()).toBeUndefined();
    expect(drain(queue)).toEqual([['3', '4', '5'], ['6', '7', '8'], ['9', '10', '11'], ['y']]);
  });

  it('drops small events too once a large one had no room', () => {
    const queue = queueOf('a'.repeat(90), 'b'.repeat(90), 'c'.repeat(90), 'd'.repeat(90));
    expect(queue.append('e'.repeat(90))).toBe('dropped');
    expect(queue.append('f')).toBe('dropped');
    expect(
      drain(queue)
        .flat()
        .map((event) => event.slice(0, 1)),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes an event of any size when nothing waits', () => {
    const queue = queueOf('a'.repeat(10_000));
    expect(queue.next?.[0]?.length).toBe(10_000);
    expect(queue.append('b')).toBe('dropped');
  });

  it('counts a batch that is given up', () => {
    const queue = queueOf('aa', 'bb', 'cc', 'd');
    queue.dropNext();
    queue.addLoss({ records: 1, bytes: 10 });
    expect(queue.takeLoss()).toEqual({ records: 4, bytes: 16 });
    expect(drain(queue)).toEqual([['d']]);
  });
});
