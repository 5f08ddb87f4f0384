/** Makes a canvas as large as it is shown, in the pixels of the screen; undefined where the browser cannot draw. */
export function preparedCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const scale = devicePixelRatio;
  const pixelWidth = Math.max(1, Math.round(width * scale));
  const pixelHeight = Math.max(1, Math.round(height * scale));
  if (canvas.width !== pixelWidth) canvas.width = pixelWidth;
  if (canvas.height !== pixelHeight) canvas.height = pixelHeight;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Calls `draw` once in the next frame, however often it was asked for, with what it was last asked with. */
export class FrameRequest<Asked> {
  private request: number | undefined;
  private asked: { readonly value: Asked } | undefined;

  constructor(private readonly draw: (asked: Asked) => void) {}

  ask(value: Asked): void {
    this.asked = { value };
    this.request ??= requestAnimationFrame(() => {
      const { asked } = this;
      this.request = undefined;
      this.asked = undefined;
      if (asked !== undefined) this.draw(asked.value);
    });
  }

  dispose(): void {
    if (this.request !== undefined) cancelAnimationFrame(this.request);
    this.request = undefined;
  }
}
