import { batch } from '@preact/signals';
import type { Selection } from '../../timeline/view/selection';
import { findAsynchronous, findSpan, rowOf } from '../../timeline/view/selection';
import { followNow, pan, project, reveal, showsNow, zoomAt, zoomTo } from '../../timeline/view/viewport';
import type { Viewport } from '../../timeline/view/viewport';
import type { Scene } from './scene';
import type { TimelineData } from './timelineData';
import type { ViewState } from './viewState';

/** What a key press zooms and moves by. */
const KEY_ZOOM = 1.4;
const KEY_PAN_SHARE = 0.15;

/** Moves what is in view. */
export class Navigation {
  constructor(
    private readonly data: TimelineData,
    private readonly view: ViewState,
    private readonly scene: Scene,
  ) {}

  /** Pixel `x` stays where it is; `factor` below 1 shows less. */
  zoomAt(x: number, factor: number): void {
    const { width } = this.view.surface.value;
    this.show(zoomAt(this.scene.viewport.value, this.scene.scale.value, width, x, factor));
  }

  zoomIn(): void {
    this.zoomAt(this.view.surface.value.width / 2, 1 / KEY_ZOOM);
  }

  zoomOut(): void {
    this.zoomAt(this.view.surface.value.width / 2, KEY_ZOOM);
  }

  /** Whoever moves wants to see what is there: it must not run away. */
  pan(pixels: number): void {
    const { width } = this.view.surface.value;
    batch(() => {
      this.stopFollowing();
      this.view.viewport.value = pan(this.scene.viewport.value, this.scene.scale.value, width, pixels);
    });
  }

  /** `direction`: 1 moves to what comes later. */
  step(direction: 1 | -1): void {
    this.pan(direction * KEY_PAN_SHARE * this.view.surface.value.width);
  }

  scroll(pixels: number): void {
    this.scrollTo(this.view.scrollTop.value + pixels);
  }

  scrollTo(top: number): void {
    const highest = Math.max(0, this.scene.lanesHeight.value - this.view.surface.value.height);
    this.view.scrollTop.value = Math.max(0, Math.min(highest, top));
  }

  /** Shows everything, also what is still to come. */
  fit(): void {
    batch(() => {
      this.view.viewport.value = undefined;
      this.view.following.value = true;
    });
  }

  /** Zooms to the selection; to everything when it fills the view already. */
  fitOrSelection(): void {
    const range = this.rangeOf(this.view.selected.value ?? this.view.active.value);
    if (range === undefined) {
      this.fit();
      return;
    }
    const wanted = zoomTo(range, this.scene.scale.value);
    const { viewport } = this.scene;
    const isThere = wanted.startMs === viewport.value.startMs && wanted.endMs === viewport.value.endMs;
    if (isThere) this.fit();
    else this.zoomTo(range);
  }

  zoomTo(range: Viewport): void {
    this.show(zoomTo(range, this.scene.scale.value));
  }

  zoomToSelection(selection: Selection): void {
    const range = this.rangeOf(selection);
    if (range !== undefined) this.zoomTo(range);
  }

  start(): void {
    const { startMs } = this.scene.scale.value;
    this.pan(project(this.scene.scale.value, this.scene.viewport.value, this.view.surface.value.width).xAt(startMs));
  }

  /** The end, where things happen. */
  jumpToNow(): void {
    batch(() => {
      this.view.following.value = true;
      this.followNow(this.data.timeline.value.endMs);
    });
  }

  /** Called whenever something has happened: shows the end unless somebody looks elsewhere. */
  followNow(nowMs: number): void {
    const { viewport, following } = this.view;
    const shown = viewport.peek();
    if (following.peek() && shown !== undefined) viewport.value = followNow(shown, this.scene.scale.peek(), nowMs);
  }

  /** Moves no further than needed to see what is selected. */
  reveal(selection: Selection): void {
    const range = this.rangeOf(selection);
    if (range === undefined) return;
    const { viewport, scale } = this.scene;
    const moved = reveal(viewport.value, scale.value, range);
    const isSame = moved.startMs === viewport.value.startMs && moved.endMs === viewport.value.endMs;
    if (!isSame) this.show(moved);
    this.revealLane(selection);
  }

  private show(viewport: Viewport): void {
    batch(() => {
      this.view.viewport.value = viewport;
      if (!showsNow(viewport, this.data.timeline.value.endMs)) this.stopFollowing();
    });
  }

  private stopFollowing(): void {
    this.view.following.value = false;
  }

  private revealLane(selection: Selection): void {
    const placed = this.scene.placed.value.find(({ lane }) =>
      lane.kind === 'environment'
        ? selection.kind !== 'queue' && lane.row.environmentId === selection.environmentId
        : lane.kind === 'queue' && selection.kind === 'queue' && lane.functionName === selection.functionName,
    );
    if (placed === undefined) return;
    const { scrollTop, surface } = this.view;
    if (placed.top < scrollTop.value) this.scrollTo(placed.top);
    else if (placed.top + placed.height > scrollTop.value + surface.value.height) {
      this.scrollTo(placed.top + placed.height - surface.value.height);
    }
  }

  private rangeOf(selection: Selection | undefined): Viewport | undefined {
    if (selection === undefined) return undefined;
    const timeline = this.data.timeline.value;
    switch (selection.kind) {
      case 'environment':
        return rowOf(timeline, selection.environmentId);
      case 'span':
        return findSpan(timeline, selection)?.span;
      case 'mark':
        return { startMs: selection.atMs, endMs: selection.atMs };
      case 'queue':
        return (
          findAsynchronous(timeline, selection) ??
          timeline.queue
            .filter(({ requestId }) => requestId === selection.requestId)
            .map(({ atMs }) => ({ startMs: atMs, endMs: atMs }))[0]
        );
    }
  }
}
