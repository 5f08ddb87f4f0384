/** What people do with a pointer on the lanes; positions are CSS pixels from the surface's upper left corner. */
export interface GestureHandlers {
  zoom(x: number, factor: number): void;
  pan(deltaX: number): void;
  scroll(deltaY: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number, withControl: boolean): void;
  /** Follows `click` at the same place; what was there may have moved since. */
  doubleClick(): void;
  /** A stretch is marked, from where the drag began to where it is; `done` when the button is let go. */
  measure(fromX: number, toX: number, done: boolean): void;
}

/** A pointer that has moved less has not been dragged. */
const DRAG_PX = 3;
/** How much a wheel's unit zooms. */
const ZOOM_PER_PX = 0.0022;
/** A pinch comes as a wheel with Ctrl and small deltas. */
const ZOOM_PER_PINCH_PX = 0.01;
const LINE_PX = 16;
const LARGEST_STEP = 240;

interface Drag {
  readonly pointerId: number;
  readonly startX: number;
  readonly startY: number;
  readonly kind: 'pan' | 'measure';
  lastX: number;
  lastY: number;
  moved: boolean;
}

/** Listens on a surface until the returned function is called. */
export function listenToGestures(surface: HTMLElement, handlers: GestureHandlers): () => void {
  let drag: Drag | undefined;
  let wasDragged = false;
  const place = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = surface.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const listeners = new AbortController();
  const options = { signal: listeners.signal };

  surface.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      applyWheel(event, place(event).x, handlers);
    },
    { ...options, passive: false },
  );
  surface.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 && event.button !== 1) return;
      const { x, y } = place(event);
      surface.setPointerCapture(event.pointerId);
      const kind = event.shiftKey && event.button === 0 ? 'measure' : 'pan';
      drag = { pointerId: event.pointerId, startX: x, startY: y, lastX: x, lastY: y, kind, moved: false };
    },
    options,
  );
  surface.addEventListener(
    'pointermove',
    (event) => {
      const { x, y } = place(event);
      if (drag?.pointerId !== event.pointerId) {
        handlers.hover(x, y);
        return;
      }
      drag.moved ||= Math.hypot(x - drag.startX, y - drag.startY) >= DRAG_PX;
      if (!drag.moved) return;
      if (drag.kind === 'measure') handlers.measure(drag.startX, x, false);
      else {
        handlers.pan(drag.lastX - x);
        handlers.scroll(drag.lastY - y);
      }
      drag.lastX = x;
      drag.lastY = y;
    },
    options,
  );
  surface.addEventListener(
    'pointerup',
    (event) => {
      if (drag?.pointerId !== event.pointerId) return;
      if (drag.moved && drag.kind === 'measure') handlers.measure(drag.startX, place(event).x, true);
      wasDragged = drag.moved;
      drag = undefined;
    },
    options,
  );
  surface.addEventListener(
    'click',
    (event) => {
      const { x, y } = place(event);
      if (!wasDragged && event.detail < 2) handlers.click(x, y, event.ctrlKey || event.metaKey);
    },
    options,
  );
  surface.addEventListener('pointercancel', () => (drag = undefined), options);
  surface.addEventListener('pointerleave', () => handlers.leave(), options);
  surface.addEventListener('dblclick', () => handlers.doubleClick(), options);
  return () => listeners.abort();
}

function applyWheel(event: WheelEvent, x: number, handlers: GestureHandlers): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
  const deltaX = event.deltaX * unit;
  const deltaY = event.deltaY * unit;
  if (event.altKey) {
    handlers.scroll(deltaY);
    return;
  }
  // Some browsers turn the wheel sideways themselves while Shift is held.
  if (event.shiftKey) {
    handlers.pan(deltaX === 0 ? deltaY : deltaX);
    return;
  }
  if (Math.abs(deltaX) > Math.abs(deltaY)) {
    handlers.pan(deltaX);
    return;
  }
  const step = Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, deltaY));
  handlers.zoom(x, Math.exp(step * (event.ctrlKey ? ZOOM_PER_PINCH_PX : ZOOM_PER_PX)));
}
