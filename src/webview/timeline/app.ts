import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Actions } from './actions';
import type { Scene } from './scene';
import type { TimelineData } from './timelineData';
import type { ViewState } from './viewState';

/** What every part of the page shares. */
export interface App {
  readonly data: TimelineData;
  readonly view: ViewState;
  readonly scene: Scene;
  readonly actions: Actions;
}

export const AppContext = createContext<App | undefined>(undefined);

/** For components beneath the page's root. Throws elsewhere. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('This component belongs beneath AppContext.');
  return app;
}
