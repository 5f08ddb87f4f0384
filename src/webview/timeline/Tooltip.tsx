import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Details, DetailsEntry, DetailsSectionId } from '../../timeline/view/details';
import { useApp } from './app';

/** What a tooltip tells at most; the details have all of it. */
const MOST_ENTRIES = 7;
const DISTANCE_PX = 8;

/** What people look for first. */
const TOLD: ReadonlySet<DetailsSectionId> = new Set(['phases', 'report', 'spans', 'attempts']);
/** Of these, how many there are. */
const COUNTED: ReadonlySet<DetailsSectionId> = new Set(['connections', 'files', 'state', 'leftovers']);

/** Says what is under the pointer, or where the keyboard is. */
export function Tooltip() {
  const { view, actions } = useApp();
  const element = useRef<HTMLDivElement>(null);
  const pointed = view.pointed.value;
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null || pointed === undefined) return;
    const { offsetWidth, offsetHeight } = current;
    const left = Math.max(2, Math.min(pointed.x + DISTANCE_PX, innerWidth - offsetWidth - 2));
    const beneath = pointed.y + DISTANCE_PX;
    const above = pointed.y - offsetHeight - 3 * DISTANCE_PX;
    const top = beneath + offsetHeight <= innerHeight ? beneath : Math.max(2, above);
    current.style.transform = `translate(${left}px, ${top}px)`;
  }, [pointed]);
  if (pointed === undefined) return null;
  const details = actions.details(pointed.selection);
  if (details === undefined) return null;
  return (
    <div ref={element} class="tooltip" role="tooltip">
      <div class="tooltip-title">
        {pointed.count > 1 ? `${pointed.count} together, first: ` : ''}
        {details.title}
        {details.badge === undefined ? null : <span class="badge">{details.badge}</span>}
      </div>
      <dl>
        {entriesOf(details).map(({ name, value, failed }, index) => (
          <div key={index} class={failed === true ? 'failed' : undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function entriesOf({ sections }: Details): DetailsEntry[] {
  const told = sections.filter(({ id }) => TOLD.has(id)).flatMap(({ entries }) => entries);
  const [first] = sections;
  const counts = sections
    .filter(({ id }) => COUNTED.has(id))
    .map(({ title, entries, omitted }) => ({ name: title, value: String(entries.length + omitted) }));
  return [...(told.length === 0 ? (first?.entries ?? []) : told).slice(0, MOST_ENTRIES), ...counts];
}
