import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { Actions } from './actions';
import { AppContext } from './app';
import type { App } from './app';
import { editorHost } from './host';
import { listenToHost } from './hostListener';
import { Navigation } from './navigation';
import { rememberState } from './rememberState';
import { Root } from './Root';
import { savedStateOf } from './savedState';
import { Scene } from './scene';
import { TextWidths } from './textWidths';
import { readTheme, watchTheme } from './theme';
import './styles/colours.css';
import './styles/controls.css';
import './styles/page.css';
import './styles/summary.css';
import './styles/toolbar.css';
import './styles/lanes.css';
import './styles/details.css';
import './styles/table.css';
import './styles/overlays.css';
import { TimelineData } from './timelineData';
import { ViewState } from './viewState';

const SCREEN_READER_CLASS = 'vscode-using-screen-reader';

/** Puts the page together. */
function start(root: HTMLElement): void {
  const host = editorHost();
  const theme = signal(readTheme(document.body));
  const data = new TimelineData();
  const view = new ViewState();
  view.restore(savedStateOf(host.remembered()));
  const scene = new Scene(data, view, theme, new TextWidths());
  const navigation = new Navigation(data, view, scene);
  const actions = new Actions(data, view, scene, navigation, host);
  const app: App = { data, view, scene, actions };

  const readSurroundings = (): void => {
    theme.value = readTheme(document.body);
    scene.usesScreenReader.value = document.body.classList.contains(SCREEN_READER_CLASS);
  };
  readSurroundings();
  watchTheme(readSurroundings);
  effect(() => {
    navigation.followNow(data.timeline.value.endMs);
  });
  rememberState(view, host);
  listenToHost(app);
  render(
    <AppContext.Provider value={app}>
      <Root />
    </AppContext.Provider>,
    root,
  );
  host.post({ type: 'ready' });
}

const root = document.querySelector<HTMLElement>('#timeline');
if (root !== null) start(root);
