import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from './app';

/** Looks for texts; Enter and Shift+Enter go from one match to the next. */
export function SearchBox() {
  const { view, scene, actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  // At once: the next letter is already meant for it.
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const { text, regularExpression = false, caseSensitive = false } = view.query.value;
  const { matches, problem } = scene.found.value;
  const state =
    problem ??
    (text === ''
      ? ''
      : matches.length === 0
        ? 'No results'
        : view.match.value < 0
          ? `${matches.length} found`
          : `${view.match.value + 1} of ${matches.length}`);
  const ask = (change: Partial<typeof view.query.value>): void => {
    view.query.value = { ...view.query.value, ...change };
    view.match.value = -1;
    actions.searchOn(1);
    input.current?.focus();
  };
  return (
    <div class="search" role="search">
      <input
        ref={input}
        type="text"
        aria-label="Search"
        placeholder="Request id, error, log line…"
        aria-invalid={problem !== undefined}
        aria-describedby="search-state"
        value={text}
        onInput={({ currentTarget }) => ask({ text: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          actions.searchOn(event.shiftKey ? -1 : 1);
        }}
      />
      <SearchSwitch
        text="Aa"
        title="Match case"
        pressed={caseSensitive}
        act={() => ask({ caseSensitive: !caseSensitive })}
      />
      <SearchSwitch
        text=".*"
        title="Use regular expression"
        pressed={regularExpression}
        act={() => ask({ regularExpression: !regularExpression })}
      />
      <span id="search-state" class={`search-state${problem === undefined ? '' : ' failed'}`}>
        {state}
      </span>
      <SearchButton sign="↑" title="Previous match (Shift+Enter)" act={() => actions.searchOn(-1)} />
      <SearchButton sign="↓" title="Next match (Enter)" act={() => actions.searchOn(1)} />
      <SearchButton sign="✕" title="Close search (Esc)" act={() => actions.closeSearch()} />
    </div>
  );
}

interface SwitchProperties {
  readonly text: string;
  readonly title: string;
  readonly pressed: boolean;
  readonly act: () => void;
}

function SearchSwitch({ text, title, pressed, act }: SwitchProperties) {
  return (
    <button type="button" class="plain" aria-pressed={pressed} aria-label={title} title={title} onClick={act}>
      <span aria-hidden="true">{text}</span>
    </button>
  );
}

function SearchButton({
  sign,
  title,
  act,
}: {
  readonly sign: string;
  readonly title: string;
  readonly act: () => void;
}) {
  return (
    <button type="button" class="plain" aria-label={title} title={title} onClick={act}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
