import type { HostMessage, ViewCommand } from '../../timeline/viewMessages';
import type { App } from './app';
import { hostMessageOf } from './hostMessages';

/** Does what the host says; other messages that reach the window are passed over. */
export function listenToHost(app: App): void {
  /** What is to be shown as soon as it is there. */
  let awaited: Extract<HostMessage, { type: 'reveal' }> | undefined;
  const reveal = (): void => {
    if (awaited !== undefined && app.actions.reveal(awaited)) awaited = undefined;
  };
  addEventListener('message', ({ data }) => {
    const message = hostMessageOf(data);
    if (message === undefined) return;
    apply(app, message);
    if (message.type === 'reveal') awaited = message;
    if (message.type === 'history' || message.type === 'reveal') reveal();
  });
}

function apply({ data, actions, view }: App, message: HostMessage): void {
  switch (message.type) {
    case 'history':
      data.load(message);
      // What was selected is still there after the view was hidden; its event and result have to be asked for again.
      if (view.selected.value !== undefined) actions.askForTexts(view.selected.value);
      break;
    case 'events':
      data.add(message.events, message.nowMonotonicMs);
      break;
    case 'invocation': {
      const { requestId, event, result } = message;
      data.addTexts(requestId, {
        ...(event === undefined ? {} : { event }),
        ...(result === undefined ? {} : { result }),
      });
      break;
    }
    case 'command':
      run(message.command, { actions, view });
      break;
    case 'reveal':
      break;
  }
}

function run(command: ViewCommand, { actions, view }: Pick<App, 'actions' | 'view'>): void {
  switch (command) {
    case 'fit':
      actions.navigation.fit();
      break;
    case 'jumpToNow':
      actions.navigation.jumpToNow();
      break;
    case 'search':
      actions.openSearch();
      break;
    case 'toggleTable':
      actions.toggleTable();
      break;
    case 'toggleGaps':
      actions.toggleGaps();
      break;
    case 'zoomIn':
      actions.navigation.zoomIn();
      break;
    case 'zoomOut':
      actions.navigation.zoomOut();
      break;
    case 'compare':
      actions.startComparison();
      break;
    case 'showKeys':
      view.keysShown.value = true;
      break;
  }
}
