import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from './app';

/** What a tooltip tells at most; the details have all of it. */
const MOST_ENTRIES = 6;
const DISTANCE_PX = 8;

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
  const [first] = details.sections;
  return (
    <div ref={element} class="tooltip" role="tooltip">
      <div class="tooltip-title">
        {pointed.count > 1 ? `${pointed.count} together, first: ` : ''}
        {details.title}
        {details.badge === undefined ? null : <span class="badge">{details.badge}</span>}
      </div>
      <dl>
        {(first?.entries ?? []).slice(0, MOST_ENTRIES).map(({ name, value, failed }) => (
          <div key={name} class={failed === true ? 'failed' : undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
