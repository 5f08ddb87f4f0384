import type { SourcePlace } from '../../lambda/evidence';
import { comparisonText } from '../../timeline/view/compare';
import type { Comparison, ComparisonLine } from '../../timeline/view/compare';
import { copyText } from '../../timeline/view/details';
import type { Details, DetailsEntry, DetailsSection } from '../../timeline/view/details';
import type { Selection } from '../../timeline/view/selection';
import { useApp } from './app';

/** Everything about what is selected, or two invocations side by side. */
export function DetailsPane() {
  const { view, actions } = useApp();
  const selected = view.selected.value;
  if (selected === undefined || view.detailsHeld.value) return null;
  const comparison = actions.comparison();
  if (comparison !== undefined) return <ComparisonPane comparison={comparison} />;
  const details = actions.details(selected);
  return details === undefined ? null : <SelectionPane details={details} selection={selected} />;
}

function SelectionPane({ details, selection }: { readonly details: Details; readonly selection: Selection }) {
  const { view, actions } = useApp();
  const { title, badge, failed, requestId, environmentId } = details;
  const isPinned = environmentId !== undefined && view.pinned.value.has(environmentId);
  const isExpanded = environmentId !== undefined && view.expanded.value.has(environmentId);
  return (
    <section class="details" aria-label="Details">
      <PaneHeader title={title} badge={badge} failed={failed} close={() => actions.select(undefined)} />
      <div class="details-actions" role="toolbar" aria-label="Actions">
        <Action text="Handler" title="Go to the handler (H)" act={() => actions.openHandler()} />
        {requestId === undefined ? null : (
          <>
            <Action text="Log" title="Show the log (O)" act={() => actions.openLog()} />
            <Action text="Event" title="Show the event (E)" act={() => actions.openEvent()} />
            <Action
              text={view.choosingComparison.value ? 'Choose the other…' : 'Compare with…'}
              title="Compare with another invocation (C)"
              pressed={view.choosingComparison.value}
              act={() =>
                view.choosingComparison.value ? (view.choosingComparison.value = false) : actions.startComparison()
              }
            />
          </>
        )}
        <Action text="Zoom" title="Zoom to it (F)" act={() => actions.navigation.zoomToSelection(selection)} />
        {environmentId === undefined ? null : (
          <>
            <Action
              text="Pin"
              title="Keep its environment at the top (P)"
              pressed={isPinned}
              act={() => actions.toggle('pinned', environmentId)}
            />
            <Action
              text="Imports"
              title="Draw what was imported beneath the Init phase (I)"
              pressed={isExpanded}
              act={() => actions.toggle('expanded', environmentId)}
            />
          </>
        )}
        <Action text="Copy" title="Copy as text (Ctrl+C)" act={() => actions.copy(copyText(details))} />
      </div>
      <div class="details-body" tabIndex={0} role="group" aria-label={title}>
        {details.sections.map((section) => (
          <Section key={section.id} section={section} />
        ))}
      </div>
    </section>
  );
}

interface PaneHeaderProperties {
  readonly title: string;
  readonly badge?: string | undefined;
  readonly failed?: boolean;
  readonly close: () => void;
}

function PaneHeader({ title, badge, failed = false, close }: PaneHeaderProperties) {
  return (
    <header class="pane-header">
      <h2>{title}</h2>
      {badge === undefined ? null : <span class={`badge ${badge}`}>{badge}</span>}
      {failed ? <span class="badge failed">failed</span> : null}
      <button type="button" class="plain" aria-label="Close" title="Close (Esc)" onClick={close}>
        <span aria-hidden="true">✕</span>
      </button>
    </header>
  );
}

interface ActionProperties {
  readonly text: string;
  readonly title: string;
  readonly pressed?: boolean;
  readonly act: () => void;
}

function Action({ text, title, pressed, act }: ActionProperties) {
  return (
    <button type="button" class="action" title={title} aria-pressed={pressed} onClick={act}>
      {text}
    </button>
  );
}

function Section({ section: { id, title, entries, omitted } }: { readonly section: DetailsSection }) {
  const isText = id === 'event' || id === 'result';
  return (
    <section class={`details-section ${id}`}>
      <h3>{title}</h3>
      {isText ? (
        entries.map(({ name, value }) => <pre key={name}>{value}</pre>)
      ) : (
        <dl>
          {entries.map((entry, index) => (
            <Entry key={`${index} ${entry.name}`} entry={entry} />
          ))}
        </dl>
      )}
      {omitted === 0 ? null : <p class="omitted">and {omitted} more</p>}
    </section>
  );
}

function Entry({ entry }: { readonly entry: DetailsEntry }) {
  const { name, value, depth = 0, place, failed, share } = entry;
  return (
    <div class={`entry${failed === true ? ' failed' : ''}`}>
      <dt style={{ paddingLeft: `${depth * 12}px` }}>{name}</dt>
      <dd>
        {share === undefined ? null : (
          <span class="share" aria-hidden="true">
            <span style={{ width: `${Math.max(1, share * 100)}%` }} />
          </span>
        )}
        <span class="value">{value}</span>
        {place === undefined ? null : <PlaceLink place={place} />}
      </dd>
    </div>
  );
}

function PlaceLink({ place: { file, line, functionName } }: { readonly place: SourcePlace }) {
  const { actions } = useApp();
  const name = `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
  return (
    <button
      type="button"
      class="link"
      title={functionName === undefined ? `${file}:${line}` : `${functionName}, ${file}:${line}`}
      onClick={() => actions.openHandler({ file, line })}
    >
      {name}
    </button>
  );
}

function ComparisonPane({ comparison }: { readonly comparison: Comparison }) {
  const { view, actions } = useApp();
  const { left, right, lines } = comparison;
  return (
    <section class="details comparison" aria-label="Comparison">
      <PaneHeader title="Comparison" close={() => (view.comparedWith.value = undefined)} />
      <div class="details-actions" role="toolbar" aria-label="Actions">
        <Action
          text="Swap"
          title="The other one first"
          act={() => {
            const { selected, comparedWith } = view;
            [selected.value, comparedWith.value] = [comparedWith.value, selected.value];
          }}
        />
        <Action text="Copy" title="Copy as text (Ctrl+C)" act={() => actions.copy(comparisonText(comparison))} />
      </div>
      <div class="details-body" tabIndex={0} role="group" aria-label="Compared numbers">
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">{left}</th>
              <th scope="col">{right}</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <ComparisonRow key={line.name} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const VERDICTS = { better: '▼', worse: '▲', same: '=' } as const;

function ComparisonRow({ line: { name, left, right, difference, verdict } }: { readonly line: ComparisonLine }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{left}</td>
      <td>{right}</td>
      <td class={verdict}>
        {difference}
        {verdict === undefined ? null : (
          <>
            <span aria-hidden="true"> {VERDICTS[verdict]}</span>
            <span class="visually-hidden"> {verdict}</span>
          </>
        )}
      </td>
    </tr>
  );
}
