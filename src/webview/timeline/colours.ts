/** Red, green and blue from 0 to 255, and how much of it is seen. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Black or white, whichever is read better on a colour that covers `strength` (0 to 1) of the background. */
export function readableOn(colour: string, strength: number, background: string): string {
  const [red, green, blue] = mixed(colourOf(colour), strength, colourOf(background));
  return luminance(red, green, blue) > 0.18 ? '#000000' : '#ffffff';
}

function mixed(front: Colour, strength: number, back: Colour): readonly [number, number, number] {
  const share = strength * front[3];
  const mix = (index: 0 | 1 | 2): number => front[index] * share + back[index] * (1 - share);
  return [mix(0), mix(1), mix(2)];
}

/** Relative luminance as WCAG has it, 0 to 1. */
function luminance(red: number, green: number, blue: number): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.039_28 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa` and `rgb(…)`; anything else counts as black. */
function colourOf(text: string): Colour {
  const hexadecimal = /^#([\da-f]{3,8})$/iu.exec(text)?.[1];
  if (hexadecimal !== undefined) {
    const long = hexadecimal.length < 6 ? hexadecimal.replaceAll(/./gu, '$&$&') : hexadecimal;
    const part = (index: number): number => Number.parseInt(long.slice(index * 2, index * 2 + 2), 16);
    return [part(0), part(1), part(2), long.length === 8 ? part(3) / 255 : 1];
  }
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/gu) ?? []).map(Number);
  return [red, green, blue, alpha];
}
