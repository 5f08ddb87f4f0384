import { useComputed } from '@preact/signals';
import { counted } from '../../timeline/format';
import { laneLabel } from '../../timeline/view/laneLabel';
import type { EnvironmentLane, FunctionLane, PlacedLane } from '../../timeline/view/lanes';
import { useApp } from './app';

/** Lanes beyond the visible ones whose names are there already when people scroll. */
const MARGIN_PX = 120;

/** The names of the lanes in view. */
export function LaneLabels() {
  const { view, scene } = useApp();
  const visible = useComputed(() => {
    const top = view.scrollTop.value - MARGIN_PX;
    const bottom = view.scrollTop.value + view.surface.value.height + MARGIN_PX;
    return scene.placed.value.filter((placed) => placed.top + placed.height > top && placed.top < bottom);
  });
  return (
    <div class="labels">
      {visible.value.map((placed) => (
        <LaneLabel key={placed.lane.key} {...placed} />
      ))}
    </div>
  );
}

function LaneLabel({ lane, top, height }: PlacedLane) {
  const style = { top: `${top}px`, height: `${height}px` };
  switch (lane.kind) {
    case 'function':
      return <FunctionLabel lane={lane} style={style} />;
    case 'environment':
      return <EnvironmentLabel lane={lane} style={style} />;
    case 'queue':
      return (
        <div class="label queue" style={style}>
          <span class="label-name">Queue</span>
          <span class="label-counts">{counted(lane.invocations.length, 'event')}</span>
        </div>
      );
  }
}

interface LabelStyle {
  readonly style: { readonly top: string; readonly height: string };
}

function FunctionLabel({ lane, style }: LabelStyle & { readonly lane: FunctionLane }) {
  const { actions } = useApp();
  const { functionName, collapsed, environments, hidden } = lane;
  const count = `${counted(environments, 'environment')}${hidden === 0 ? '' : `, ${hidden} stopped hidden`}`;
  return (
    <button
      type="button"
      class="label function"
      style={style}
      aria-expanded={!collapsed}
      onClick={() => actions.toggle('collapsed', functionName)}
    >
      <span class="twistie" aria-hidden="true">
        {collapsed ? '▸' : '▾'}
      </span>
      <span class="label-name">{functionName}</span>
      <span class="label-counts">{count}</span>
    </button>
  );
}

function EnvironmentLabel({ lane, style }: LabelStyle & { readonly lane: EnvironmentLane }) {
  const { view, actions } = useApp();
  const { name, state, counts } = laneLabel(lane.row);
  const { environmentId } = lane.row;
  const selected = view.selected.value;
  const isSelected = selected?.kind !== 'queue' && selected?.environmentId === environmentId;
  return (
    // The keyboard has the same by the lane itself (V selects, P pins), without a tab stop for each environment.
    <div
      class={`label environment${isSelected ? ' selected' : ''}`}
      style={style}
      title={`${environmentId}, ${state}, ${counts}`}
      onClick={() => actions.select({ kind: 'environment', environmentId })}
    >
      <span class="label-name">
        {lane.pinned ? <span class="pinned">★ </span> : null}
        {name}
      </span>
      <span class={`state ${state.replaceAll(' ', '-')}`}>{state}</span>
      <span class="label-counts">{counts}</span>
    </div>
  );
}
