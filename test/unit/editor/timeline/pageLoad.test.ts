import { expect, test } from 'vitest';
import { PageLoad } from '../../../../src/editor/timeline/pageLoad';

/** A page that never speaks by itself, and a clock whose time passes when it is told to. */
function silentPage(): { loads: () => number; pass: () => void; speak: () => void; page: PageLoad } {
  let due: (() => void) | undefined;
  let listener: (() => void) | undefined;
  let loads = 0;
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    after: (_milliseconds: number, callback: () => void) => {
      due = callback;
      return { dispose: () => (due = undefined) };
    },
  };
  const page = new PageLoad(
    clock,
    () => (loads += 1),
    (given) => {
      listener = given;
      return { dispose: () => (listener = undefined) };
    },
  );
  const pass = (): void => {
    const callback = due;
    due = undefined;
    callback?.();
  };
  return { loads: () => loads, pass, speak: () => listener?.(), page };
}

test('a page that says nothing is loaded again, some times', () => {
  const { loads, pass } = silentPage();
  for (let time = 0; time < 9; time += 1) pass();
  expect(loads()).toBe(5);
});

test('a page that spoke is left alone', () => {
  const { loads, pass, speak } = silentPage();
  pass();
  speak();
  pass();
  expect(loads()).toBe(2);
});

test('a page that is gone is not loaded', () => {
  const { loads, pass, page } = silentPage();
  page.dispose();
  pass();
  expect(loads()).toBe(1);
});
