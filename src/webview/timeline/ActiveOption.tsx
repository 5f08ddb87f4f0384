import { findSpan, sameSelection } from '../../timeline/view/selection';
import { useApp } from './app';
import { inWords } from './inWords';

export const ACTIVE_OPTION_ID = 'timeline-active';

/** What the keyboard has gone to, in words for those who cannot see it: the canvas says nothing. */
export function ActiveOption() {
  const { view, data, actions } = useApp();
  const active = view.active.value;
  if (active === undefined) return null;
  const details = actions.details(active);
  const found = findSpan(data.settled.value, active);
  return (
    <div
      id={ACTIVE_OPTION_ID}
      class="visually-hidden"
      role="option"
      aria-selected={sameSelection(active, view.selected.value)}
      {...(found === undefined ? {} : { 'aria-posinset': found.index + 1, 'aria-setsize': found.row.spans.length })}
    >
      {details === undefined ? 'Nothing' : inWords(details)}
    </div>
  );
}
