import { useComputed, useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { DrawItem } from '../../timeline/view/drawItems';
import { itemAt } from '../../timeline/view/layout';
import { project } from '../../timeline/view/viewport';
import { ActiveOption, ACTIVE_OPTION_ID } from './ActiveOption';
import { useApp } from './app';
import type { App } from './app';
import { FrameRequest, preparedCanvas } from './canvas';
import { drawLanes, selectionKey } from './drawLanes';
import type { LanesPicture } from './drawLanes';
import { drawRuler } from './drawRuler';
import { useElementSize } from './elementSize';
import { listenToGestures } from './gestures';
import { LaneLabels } from './LaneLabels';
import { fillsOf } from './patterns';

const RULER_PX = 20;
/** The second click of most people comes sooner. */
const DOUBLE_CLICK_MS = 250;

/** The environments: a ruler, their names, and what happened in them. */
export function LanesView() {
  const app = useApp();
  const { view, scene, actions } = app;
  const ruler = useRef<HTMLCanvasElement>(null);
  const lanes = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const surfaceSize = useElementSize(surface);
  const scrollerSize = useElementSize(scroller);
  useSignalEffect(() => {
    view.surface.value = { width: surfaceSize.value.width, height: scrollerSize.value.height };
  });
  useDrawing(app, ruler, lanes);
  useScrolling(app, scroller);
  useEffect(() => (surface.current === null ? undefined : listen(app, surface.current)), [app]);
  const height = useComputed(() => scene.lanesHeight.value);

  return (
    <div class="lanes">
      <div class="ruler">
        <div class="ruler-corner" aria-hidden="true" />
        <canvas ref={ruler} aria-hidden="true" style={{ height: `${RULER_PX}px` }} />
      </div>
      <div
        ref={scroller}
        class="scroller"
        onScroll={({ currentTarget }) => (view.scrollTop.value = currentTarget.scrollTop)}
      >
        <div class="sizer" style={{ height: `${height.value}px` }}>
          <div class="surface-holder">
            <div
              ref={surface}
              class="surface"
              style={{ height: `${scrollerSize.value.height}px` }}
              role="listbox"
              aria-label="Timeline"
              aria-describedby="timeline-description"
              aria-activedescendant={view.active.value === undefined ? undefined : ACTIVE_OPTION_ID}
              tabIndex={0}
              onFocus={({ currentTarget }) => {
                if (!currentTarget.matches(':focus-visible')) return;
                if (view.active.value === undefined) actions.moveInRow(1);
              }}
            >
              <canvas ref={lanes} aria-hidden="true" />
              <ActiveOption />
            </div>
          </div>
          <LaneLabels />
        </div>
      </div>
    </div>
  );
}

/** Draws in the frame after anything that is drawn has changed. */
function useDrawing(app: App, ruler: RefObject<HTMLCanvasElement>, lanes: RefObject<HTMLCanvasElement>): void {
  const { view, scene, data } = app;
  const found = useComputed(() => new Set(scene.found.value.matches.map(({ selection }) => selectionKey(selection))));
  const fills = useComputed(() => fillsOf(scene.theme.value, devicePixelRatio));
  const picture = useComputed((): LanesPicture => {
    const projection = project(scene.scale.value, scene.viewport.value, view.surface.value.width);
    const measured = view.measurement.value;
    const showsNow = data.history.value?.live === true && scene.showsNow.value;
    return {
      ...view.surface.value,
      layout: scene.layout.value,
      theme: scene.theme.value,
      fills: fills.value,
      found: found.value,
      scrollTop: view.scrollTop.value,
      selected: view.selected.value,
      comparedWith: view.comparedWith.value,
      active: view.active.value,
      pointed: view.pointed.value?.selection,
      measured: measured === undefined ? undefined : [projection.xAt(measured.startMs), projection.xAt(measured.endMs)],
      nowX: showsNow ? projection.xAt(data.timeline.value.endMs) : undefined,
    };
  });
  const frame = useMemo(
    () => new FrameRequest((drawn: LanesPicture) => draw(drawn, ruler.current, lanes.current)),
    [ruler, lanes],
  );
  useSignalEffect(() => frame.ask(picture.value));
  useEffect(() => () => frame.dispose(), [frame]);
}

function draw(picture: LanesPicture, ruler: HTMLCanvasElement | null, lanes: HTMLCanvasElement | null): void {
  const { layout, width, height, theme } = picture;
  if (ruler === null || lanes === null || width === 0) return;
  const rulerContext = preparedCanvas(ruler, width, RULER_PX);
  if (rulerContext !== undefined) drawRuler(rulerContext, layout, width, RULER_PX, theme);
  const context = preparedCanvas(lanes, width, height);
  if (context !== undefined) drawLanes(context, picture);
}

/** Keeps the scroll bar and the state the same, whoever of them moved. */
function useScrolling({ view, scene }: App, scroller: RefObject<HTMLDivElement>): void {
  useSignalEffect(() => {
    const element = scroller.current;
    const top = view.scrollTop.value;
    if (element !== null && Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
  });
  useSignalEffect(() => {
    // Fewer lanes: what is shown must not be beyond the last one.
    const highest = Math.max(0, scene.lanesHeight.value - view.surface.value.height);
    if (view.scrollTop.value > highest) view.scrollTop.value = highest;
  });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = view.scrollTop.peek();
  }, [scroller, view]);
}

function listen({ view, scene, actions }: App, surface: HTMLElement): () => void {
  const { navigation } = actions;
  let clicked: DrawItem | undefined;
  let held: ReturnType<typeof setTimeout> | undefined;
  const holdDetails = (): void => {
    clearTimeout(held);
    view.detailsHeld.value = true;
    held = setTimeout(() => (view.detailsHeld.value = false), DOUBLE_CLICK_MS);
  };
  const at = (x: number, y: number): DrawItem | undefined => itemAt(scene.layout.value, x, y, view.scrollTop.value);
  return listenToGestures(surface, {
    zoom: (x, factor) => navigation.zoomAt(x, factor),
    pan: (pixels) => {
      view.pointed.value = undefined;
      navigation.pan(pixels);
    },
    scroll: (pixels) => navigation.scroll(pixels),
    hover: (x, y) => {
      const item = at(x, y);
      const { left, top } = surface.getBoundingClientRect();
      view.pointed.value =
        item === undefined
          ? undefined
          : {
              selection: item.selection,
              byKeyboard: false,
              count: item.count,
              x: left + x,
              y: top + item.y + item.height - view.scrollTop.value,
            };
    },
    leave: () => (view.pointed.value = undefined),
    click: (x, y, withControl) => {
      clicked = at(x, y);
      if (view.selected.value === undefined && !withControl) holdDetails();
      view.pointed.value = undefined;
      if (withControl && clicked !== undefined) actions.compareWith(clicked.selection);
      else actions.select(clicked?.selection);
    },
    doubleClick: () => {
      view.detailsHeld.value = false;
      if (clicked === undefined) navigation.fit();
      else navigation.zoomTo({ startMs: clicked.startMs, endMs: clicked.endMs });
    },
    measure: (fromX, toX, done) => {
      view.pointed.value = undefined;
      actions.measurePixels(fromX, toX, done);
    },
  });
}
