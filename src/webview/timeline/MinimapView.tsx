import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { minimap } from '../../timeline/view/minimap';
import { project } from '../../timeline/view/viewport';
import type { Projection } from '../../timeline/view/viewport';
import { useApp } from './app';
import type { App } from './app';
import { FrameRequest, preparedCanvas } from './canvas';
import { drawMinimap } from './drawMinimap';
import type { MinimapPicture } from './drawMinimap';
import { useElementSize } from './elementSize';

const HEIGHT_PX = 30;
/** A column of the minimap. */
const COLUMN_PX = 2;
/** An edge of the lens is grabbed within this distance. */
const EDGE_PX = 5;

/** Everything at once, and which part of it is in view: drag the part, or its edges. */
export function MinimapView() {
  const app = useApp();
  const { scene, view } = app;
  const canvas = useRef<HTMLCanvasElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const size = useElementSize(holder);
  const columns = useComputed(() => Math.max(1, Math.floor(size.value.width / COLUMN_PX)));
  const contents = useComputed(() => minimap(scene.settledLanes.value, scene.scale.value, columns.value));
  const picture = useComputed((): MinimapPicture => {
    const { width } = size.value;
    const projection = everything(app, width);
    const matches = scene.found.value.matches.map(({ atMs }) => projection.xAt(atMs));
    return { minimap: contents.value, width, height: HEIGHT_PX, theme: scene.theme.value, matches };
  });
  const frame = useMemo(
    () =>
      new FrameRequest((drawn: MinimapPicture) => {
        const context = canvas.current === null ? undefined : preparedCanvas(canvas.current, drawn.width, HEIGHT_PX);
        if (context !== undefined) drawMinimap(context, drawn);
      }),
    [canvas],
  );
  useSignalEffect(() => frame.ask(picture.value));
  useEffect(() => () => frame.dispose(), [frame]);
  useEffect(() => (holder.current === null ? undefined : listen(app, holder.current)), [app]);

  const projection = everything(app, size.value.width);
  const left = Math.max(0, projection.xAt(scene.viewport.value.startMs));
  const right = Math.min(size.value.width, projection.xAt(scene.viewport.value.endMs));
  return (
    <div ref={holder} class="minimap" aria-hidden="true">
      <canvas ref={canvas} style={{ height: `${HEIGHT_PX}px` }} />
      <div
        class={`lens${view.viewport.value === undefined ? ' everything' : ''}`}
        style={{ transform: `translateX(${left}px)`, width: `${Math.max(4, right - left)}px` }}
      />
    </div>
  );
}

function everything({ scene }: App, width: number): Projection {
  return project(scene.scale.value, scene.scale.value, width);
}

type Grip = 'lens' | 'start' | 'end' | 'new';

/** The lens is moved by the pointer; elsewhere a drag marks what is to be shown, and a click goes there. */
function listen(app: App, holder: HTMLElement): () => void {
  const { scene, view, actions } = app;
  const listeners = new AbortController();
  const options = { signal: listeners.signal };
  let drag: { readonly grip: Grip; readonly startX: number; lastX: number; moved: boolean } | undefined;
  const place = (event: PointerEvent): number => event.clientX - holder.getBoundingClientRect().left;
  const projected = (): Projection => everything(app, holder.clientWidth);

  holder.addEventListener(
    'pointerdown',
    (event) => {
      const x = place(event);
      holder.setPointerCapture(event.pointerId);
      drag = { grip: gripAt(app, projected(), x), startX: x, lastX: x, moved: false };
    },
    options,
  );
  holder.addEventListener(
    'pointermove',
    (event) => {
      const x = place(event);
      const projection = projected();
      if (drag === undefined) {
        holder.dataset['grip'] = gripAt(app, projection, x);
        return;
      }
      drag.moved ||= Math.abs(x - drag.startX) > 2;
      if (!drag.moved) return;
      const { startMs, endMs } = scene.viewport.value;
      view.following.value = false;
      if (drag.grip === 'lens') {
        const by = x - drag.lastX;
        view.viewport.value = {
          startMs: projection.timeAt(projection.xAt(startMs) + by),
          endMs: projection.timeAt(projection.xAt(endMs) + by),
        };
      } else {
        const others: Readonly<Record<Exclude<Grip, 'lens'>, number>> = {
          start: endMs,
          end: startMs,
          new: projection.timeAt(drag.startX),
        };
        const edges = [projection.timeAt(x), others[drag.grip]].sort((left, right) => left - right);
        view.viewport.value = { startMs: edges[0] ?? startMs, endMs: edges[1] ?? endMs };
      }
      drag.lastX = x;
    },
    options,
  );
  holder.addEventListener(
    'pointerup',
    (event) => {
      if (drag !== undefined && !drag.moved && drag.grip === 'new') {
        const { width } = view.surface.value;
        const shown = project(scene.scale.value, scene.viewport.value, width);
        actions.navigation.pan(shown.xAt(projected().timeAt(place(event))) - width / 2);
      }
      drag = undefined;
    },
    options,
  );
  holder.addEventListener('dblclick', () => actions.navigation.fit(), options);
  return () => listeners.abort();
}

function gripAt({ scene, view }: App, projection: Projection, x: number): Grip {
  if (view.viewport.value === undefined) return 'new';
  const left = projection.xAt(scene.viewport.value.startMs);
  const right = projection.xAt(scene.viewport.value.endMs);
  if (Math.abs(x - left) <= EDGE_PX && x < (left + right) / 2) return 'start';
  if (Math.abs(x - right) <= EDGE_PX) return 'end';
  return x > left && x < right ? 'lens' : 'new';
}
