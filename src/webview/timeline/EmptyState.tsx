import { useApp } from './app';

/** What is said while there is nothing to draw. */
export function EmptyState() {
  const { data, view, actions } = useApp();
  const history = data.history.value;
  const functionName = view.functionName.value;
  if (history === undefined) {
    return (
      <div class="empty" aria-busy="true">
        <p>Loading…</p>
      </div>
    );
  }
  if (functionName !== undefined) {
    return (
      <div class="empty">
        <h2>Nothing of {functionName} here</h2>
        <button type="button" class="action" onClick={() => actions.filter(undefined)}>
          Show all functions
        </button>
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>{history.live ? 'Nothing has run yet' : `${history.title} is empty`}</h2>
      {history.live ? (
        <>
          <p>
            Choose <strong>Invoke</strong> or <strong>Debug</strong> above a handler, or in the Functions view.
          </p>
          <p>
            What happens in its execution environments is drawn here while it happens: cold starts, warm invocations,
            freezing, and what was left behind.
          </p>
        </>
      ) : (
        <p>It has no events of an execution environment. Open another run, or import a log with REPORT lines.</p>
      )}
    </div>
  );
}
