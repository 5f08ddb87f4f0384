import { useApp } from './app';
import { MoreMenu } from './MoreMenu';

/** What is chosen often; everything else is in the menu, and in the view's title. */
export function Toolbar() {
  const { view, scene, data, actions } = useApp();
  const history = data.history.value;
  const names = scene.functionNames.value;
  const functionName = view.functionName.value;
  const isLive = history?.live === true;
  return (
    <div class="toolbar">
      {names.length < 2 && functionName === undefined ? null : (
        <select
          aria-label="Function"
          title="Show one function only"
          value={functionName ?? ''}
          onChange={({ currentTarget: { value } }) => actions.filter(value === '' ? undefined : value)}
        >
          <option value="">All functions</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
      <span class="toolbar-title" title={history?.title}>
        {isLive ? null : history?.title}
        {history === undefined || history.dropped === 0 ? null : (
          <span class="dropped" title="The history is bounded; older events were dropped.">
            {' '}
            {history.dropped} older events dropped
          </span>
        )}
      </span>
      {isLive && !view.following.value ? (
        <button type="button" class="chip" onClick={() => actions.navigation.jumpToNow()}>
          Jump to now
        </button>
      ) : null}
      <button
        type="button"
        class="plain"
        aria-label="Search"
        title="Search (Ctrl+F)"
        onClick={() => actions.openSearch()}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="7" cy="7" r="4.25" />
          <line x1="10.2" y1="10.2" x2="14" y2="14" />
        </svg>
      </button>
      <button
        type="button"
        class="plain"
        aria-label="Table"
        aria-pressed={scene.showsTable.value}
        title="Table or timeline (T)"
        onClick={() => actions.toggleTable()}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <rect x="2" y="3" width="12" height="10" />
          <line x1="2" y1="6.5" x2="14" y2="6.5" />
          <line x1="2" y1="9.8" x2="14" y2="9.8" />
          <line x1="6" y1="3" x2="6" y2="13" />
        </svg>
      </button>
      <MoreMenu />
    </div>
  );
}
