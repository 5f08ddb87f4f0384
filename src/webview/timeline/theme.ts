/** Colours of the editor's theme as a canvas takes them. */
export interface Theme {
  readonly init: string;
  readonly cold: string;
  readonly warm: string;
  readonly frozen: string;
  readonly idle: string;
  readonly shutdown: string;
  readonly reset: string;
  readonly paused: string;
  readonly error: string;
  readonly log: string;
  readonly evidence: string;
  readonly background: string;
  readonly foreground: string;
  /** Of less weight than the foreground. */
  readonly quiet: string;
  readonly lines: string;
  readonly focus: string;
  readonly selection: string;
  readonly found: string;
  /** Outlines are drawn around everything. */
  readonly highContrast: boolean;
  readonly font: string;
}

export type ThemeColour = Exclude<keyof Theme, 'highContrast' | 'font'>;

/**
 * For each colour a custom property of the style sheet, which is where the editor's colours and what stands in for
 * them are named.
 */
const PROPERTIES: Readonly<Record<ThemeColour, string>> = {
  init: '--init',
  cold: '--cold',
  warm: '--warm',
  frozen: '--frozen',
  idle: '--idle',
  shutdown: '--shutdown',
  reset: '--reset',
  paused: '--paused',
  error: '--error',
  log: '--log',
  evidence: '--evidence',
  background: '--background',
  foreground: '--foreground',
  quiet: '--quiet',
  lines: '--lines',
  focus: '--focus',
  selection: '--selection',
  found: '--found',
};

/** The theme as it is at this moment. */
export function readTheme(body: HTMLElement): Theme {
  const style = getComputedStyle(body);
  const colours = Object.fromEntries(
    Object.entries(PROPERTIES).map(([name, property]) => [name, style.getPropertyValue(property).trim()]),
  ) as Record<ThemeColour, string>;
  return {
    ...colours,
    highContrast: body.classList.contains('vscode-high-contrast') || forcesColours(),
    font: style.fontFamily,
  };
}

/** Calls `changed` when the editor's colours, or what it says of how people read, may be other ones. */
export function watchTheme(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] });
  matchMedia('(forced-colors: active)').addEventListener('change', changed);
}

function forcesColours(): boolean {
  return matchMedia('(forced-colors: active)').matches;
}
