import type { Minimap } from '../../timeline/view/minimap';
import type { Theme } from './theme';

export interface MinimapPicture {
  readonly minimap: Minimap;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  /** What the search has found, in pixels from the left. */
  readonly matches: readonly number[];
}

const ERROR_PX = 4;

/** Draws how busy the environments were, phases on top of each other, failures along the upper edge. */
export function drawMinimap(
  context: CanvasRenderingContext2D,
  { minimap: { buckets, busiest }, width, height, theme, matches }: MinimapPicture,
): void {
  const columnWidth = width / Math.max(1, buckets.length);
  const room = height - ERROR_PX - 2;
  for (const [index, bucket] of buckets.entries()) {
    const x = index * columnWidth;
    let bottom = height;
    for (const kind of ['init', 'cold', 'warm'] as const) {
      const share = bucket[kind] / busiest;
      if (share === 0) continue;
      // Little is still something.
      const length = Math.max(1.5, share * room);
      context.fillStyle = theme[kind];
      context.fillRect(x, bottom - length, Math.max(1, columnWidth), length);
      bottom -= length;
    }
    if (bucket.failed) {
      context.fillStyle = theme.error;
      context.fillRect(x, 0, Math.max(2, columnWidth), ERROR_PX);
    }
  }
  context.fillStyle = theme.found;
  for (const x of matches) context.fillRect(x, height - ERROR_PX, 2, ERROR_PX);
}
