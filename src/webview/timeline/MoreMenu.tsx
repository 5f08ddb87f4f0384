import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ExportFormat } from '../../timeline/viewMessages';
import { useApp } from './app';

interface MenuEntry {
  readonly text: string;
  readonly keys?: string;
  readonly checked?: boolean;
  readonly act: () => void;
}

const EXPORTS: readonly { readonly format: ExportFormat; readonly text: string }[] = [
  { format: 'trace', text: 'Export for Perfetto and Chrome DevTools' },
  { format: 'otlp', text: 'Export as OpenTelemetry (OTLP JSON)' },
  { format: 'csv', text: 'Export the summary as CSV' },
  { format: 'events', text: 'Export the events' },
];

/** Everything that is chosen more rarely. */
export function MoreMenu() {
  const { view, data, actions } = useApp();
  const open = useSignal(false);
  const holder = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    open.value = false;
    button.current?.focus();
  };
  // At once: the next key is already meant for the menu.
  useLayoutEffect(() => {
    if (open.value) entriesIn(holder.current)[0]?.focus();
  }, [open.value]);
  useEffect(() => {
    if (!open.value) return undefined;
    const elsewhere = ({ target }: PointerEvent): void => {
      if (target instanceof Node && holder.current?.contains(target) !== true) open.value = false;
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [open.value]);

  const groups: readonly (readonly MenuEntry[])[] = [
    [
      { text: 'Show everything', keys: '0', act: () => actions.navigation.fit() },
      { text: 'Zoom in', keys: '+', act: () => actions.navigation.zoomIn() },
      { text: 'Zoom out', keys: '-', act: () => actions.navigation.zoomOut() },
    ],
    [
      ...(data.history.value?.live === true
        ? [{ text: 'Follow what happens', keys: 'L', checked: view.following.value, act: () => actions.toggleFollow() }]
        : []),
      { text: 'Shorten idle time', keys: 'G', checked: view.gapsCollapsed.value, act: () => actions.toggleGaps() },
      { text: 'Hide stopped environments', checked: view.stoppedHidden.value, act: () => actions.toggleStopped() },
    ],
    [
      { text: 'Copy everything as a table', act: () => actions.copyTable() },
      ...EXPORTS.map(({ format, text }) => ({ text, act: () => actions.export(format) })),
    ],
    [
      { text: 'Clear', act: () => actions.clear() },
      { text: 'Keys and signs', keys: '?', act: () => (view.keysShown.value = true) },
    ],
  ];
  return (
    <div ref={holder} class="more">
      <button
        ref={button}
        type="button"
        class="plain"
        aria-label="More actions"
        title="More actions"
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open.value ? (
        <div
          class="menu"
          role="menu"
          aria-label="More actions"
          onKeyDown={(event) => onMenuKey(event, holder.current, close)}
        >
          {groups.map((entries, index) => (
            <div key={index} role="group">
              {entries.map((entry) => (
                <MenuItem
                  key={entry.text}
                  entry={entry}
                  choose={() => {
                    close();
                    entry.act();
                  }}
                />
              ))}
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function MenuItem({
  entry: { text, keys, checked },
  choose,
}: {
  readonly entry: MenuEntry;
  readonly choose: () => void;
}) {
  return (
    <button
      type="button"
      tabIndex={-1}
      role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked={checked}
      onClick={choose}
    >
      <span class="check" aria-hidden="true">
        {checked === true ? '✓' : ''}
      </span>
      <span class="menu-text">{text}</span>
      {keys === undefined ? null : (
        <span class="menu-keys" aria-hidden="true">
          {keys}
        </span>
      )}
    </button>
  );
}

function onMenuKey(event: KeyboardEvent, holder: HTMLElement | null, close: () => void): void {
  const entries = entriesIn(holder);
  const index = entries.findIndex((entry) => entry === document.activeElement);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: (index + 1) % entries.length,
    ArrowUp: (index - 1 + entries.length) % entries.length,
    Home: 0,
    End: entries.length - 1,
  };
  const target = targets[event.key];
  event.stopPropagation();
  if (target !== undefined) entries[target]?.focus();
  else if (event.key === 'Escape' || event.key === 'Tab') close();
  else return;
  event.preventDefault();
}

function entriesIn(holder: HTMLElement | null): HTMLElement[] {
  return [...(holder?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
}
