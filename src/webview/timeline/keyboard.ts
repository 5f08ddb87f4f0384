import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { sameSelection } from '../../timeline/view/selection';
import type { App } from './app';
import { actionOf } from './keys';
import type { KeyAction } from './keys';

type Run = (app: App) => void;

const RUNS: Readonly<Record<KeyAction, Run>> = {
  zoomIn: ({ actions }) => actions.navigation.zoomIn(),
  zoomOut: ({ actions }) => actions.navigation.zoomOut(),
  panLeft: ({ actions }) => actions.navigation.step(-1),
  panRight: ({ actions }) => actions.navigation.step(1),
  previousItem: ({ actions }) => actions.moveInRow(-1),
  nextItem: ({ actions }) => actions.moveInRow(1),
  laneUp: ({ actions }) => actions.moveLane(-1),
  laneDown: ({ actions }) => actions.moveLane(1),
  previousInvocation: ({ actions }) => actions.selectNeighbour(-1, 'invocation'),
  nextInvocation: ({ actions }) => actions.selectNeighbour(1, 'invocation'),
  select: ({ actions, view }) => actions.select(view.active.value),
  selectEnvironment: ({ actions }) => actions.selectEnvironment(),
  compare,
  fit: ({ actions }) => actions.navigation.fit(),
  fitOrSelection: ({ actions }) => actions.navigation.fitOrSelection(),
  start: ({ actions }) => actions.navigation.start(),
  end: ({ actions }) => actions.navigation.jumpToNow(),
  search: ({ actions }) => actions.openSearch(),
  pin: ({ actions }) => actions.pinActive(),
  imports: ({ actions }) => actions.expandActive(),
  toggleFollow: ({ actions }) => actions.toggleFollow(),
  toggleGaps: ({ actions }) => actions.toggleGaps(),
  toggleTable: ({ actions }) => actions.toggleTable(),
  openHandler: ({ actions }) => actions.openHandler(),
  openLog: ({ actions }) => actions.openLog(),
  openEvent: ({ actions }) => actions.openEvent(),
  copy: ({ actions }) => actions.copyShown(),
  measure: ({ actions }) => actions.measureSelection(),
  showKeys: ({ view }) => (view.keysShown.value = !view.keysShown.value),
  back: ({ actions }) => actions.back(),
};

/** Keys that go from one thing to the next, and show its tooltip: nothing else tells what it is. */
const MOVES: ReadonlySet<KeyAction> = new Set(['previousItem', 'nextItem', 'laneUp', 'laneDown']);
/** These work wherever the focus is. */
const EVERYWHERE: ReadonlySet<KeyAction> = new Set(['search', 'back']);

/** Listens to the keys of the whole page. */
export function useKeyboard(app: App, main: RefObject<HTMLElement>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const action = actionOf(event);
      if (action === undefined || app.view.keysShown.value || !applies(event, action)) return;
      event.preventDefault();
      // What a tooltip is about may move; Esc looks at it first.
      if (action !== 'back') app.view.pointed.value = undefined;
      RUNS[action](app);
      if (MOVES.has(action)) pointAtActive(app, main.current);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [app, main]);
}

/** Who types, or uses a button or list of the page, does not mean the timeline. */
function applies({ target }: KeyboardEvent, action: KeyAction): boolean {
  if (EVERYWHERE.has(action) || !(target instanceof Element)) return true;
  // Copying selected text is the browser's.
  if (action === 'copy' && getSelection()?.isCollapsed === false) return false;
  if (target.closest('input, select, textarea, [role="menu"]') !== null) return false;
  const isControl = target.closest('button, a') !== null;
  const isReading = target.closest('.details-body') !== null;
  if (isControl) return action !== 'select';
  return !isReading || !['laneUp', 'laneDown', 'previousItem', 'nextItem', 'select', 'start', 'end'].includes(action);
}

/** Compares the selected invocation with the one the keyboard is at; when that is the same, with the next that is chosen. */
function compare({ actions, view }: App): void {
  const { active, selected } = view;
  if (active.value === undefined || sameSelection(active.value, selected.value)) actions.startComparison();
  else actions.compareWith(active.value);
}

function pointAtActive({ view, scene }: App, main: HTMLElement | null): void {
  const active = view.active.value;
  const surface = main?.querySelector('.surface')?.getBoundingClientRect();
  const item = scene.layout.value.items.find(
    (candidate) =>
      (candidate.shape === 'mark' || candidate.kind !== 'part') && sameSelection(candidate.selection, active),
  );
  view.pointed.value =
    active === undefined || item === undefined || surface === undefined
      ? undefined
      : {
          selection: active,
          byKeyboard: true,
          count: 1,
          x: surface.left + Math.max(0, item.x),
          y: surface.top + item.y + item.height - view.scrollTop.value,
        };
}
