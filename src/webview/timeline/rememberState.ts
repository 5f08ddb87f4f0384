import { effect } from '@preact/signals';
import type { Host } from './host';
import type { ViewState } from './viewState';

/** While somebody moves the view, it is not written down for each frame. */
const QUIET_MS = 200;

/** Keeps what people have chosen for when the view is shown again. */
export function rememberState(view: ViewState, host: Host): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
    host.remember(view.toSave());
  };
  effect(() => {
    // Reading everything is what makes this run again.
    view.toSave();
    waiting ??= setTimeout(write, QUIET_MS);
  });
  addEventListener('pagehide', write);
}
