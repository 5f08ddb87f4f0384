import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { sameSelection } from '../../timeline/view/selection';
import { TABLE_COLUMNS, TABLE_HEADINGS, tableRows, tableText } from '../../timeline/view/table';
import type { TableRow } from '../../timeline/view/table';
import { useApp } from './app';
import { useElementSize } from './elementSize';

const ROW_PX = 22;
/** Rows before and after the visible ones. */
const MARGIN_ROWS = 8;
const PAGE_ROWS = 15;

const MOVES: Readonly<Record<string, (row: number, last: number) => number>> = {
  ArrowDown: (row) => row + 1,
  ArrowUp: (row) => row - 1,
  PageDown: (row) => row + PAGE_ROWS,
  PageUp: (row) => row - PAGE_ROWS,
  Home: () => 0,
  End: (_row, last) => last,
};

/** The same as the timeline, as a table: for those who cannot see the other one, and to copy from. */
export function TableView() {
  const { data, scene, view, actions } = useApp();
  const rows = useComputed(() => tableRows(scene.settledLanes.value, { startMs: data.settled.value.startMs }));
  const scroller = useRef<HTMLDivElement>(null);
  const size = useElementSize(scroller);
  const scrollTop = useSignal(0);
  const current = useSignal(Math.max(0, rows.peek().findIndex(isSelected)));
  const visible = useComputed(() => {
    const first = Math.max(0, Math.floor(scrollTop.value / ROW_PX) - MARGIN_ROWS);
    const count = Math.ceil(size.value.height / ROW_PX) + 2 * MARGIN_ROWS;
    return { first, last: Math.min(rows.value.length, first + count) };
  });

  function isSelected({ selection }: TableRow): boolean {
    return sameSelection(selection, view.selected.peek());
  }

  const goTo = (index: number): void => {
    const element = scroller.current;
    current.value = Math.max(0, Math.min(rows.value.length - 1, index));
    if (element === null) return;
    const top = current.value * ROW_PX;
    // The headings stay at the top and cover a row.
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * ROW_PX > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + 2 * ROW_PX - element.clientHeight;
    }
  };
  useEffect(() => goTo(current.peek()), []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    const row = rows.value[current.value];
    const withControl = event.ctrlKey || event.metaKey;
    if (move !== undefined) goTo(move(current.value, rows.value.length - 1));
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) actions.select(row.selection);
    else if (withControl && event.key === 'c' && row !== undefined && getSelection()?.isCollapsed !== false)
      actions.copy(tableText([row]));
    else if (withControl && event.key === 'a') actions.copyTable();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const { first, last } = visible.value;
  return (
    <div ref={scroller} class="table" onScroll={({ currentTarget }) => (scrollTop.value = currentTarget.scrollTop)}>
      <table
        role="grid"
        aria-label="Timeline as a table"
        aria-rowcount={rows.value.length + 1}
        aria-colcount={TABLE_COLUMNS.length}
        aria-activedescendant={rows.value.length === 0 ? undefined : `row-${current.value}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {TABLE_COLUMNS.map((column) => (
              <th key={column} scope="col" class={column}>
                {TABLE_HEADINGS[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={first * ROW_PX} />
          {rows.value.slice(first, last).map((row, offset) => (
            <BodyRow
              key={row.key}
              row={row}
              index={first + offset}
              isCurrent={first + offset === current.value}
              choose={(withControl) => {
                current.value = first + offset;
                if (withControl) actions.compareWith(row.selection);
                else actions.select(row.selection);
              }}
            />
          ))}
          <Spacer height={(rows.value.length - last) * ROW_PX} />
        </tbody>
      </table>
    </div>
  );
}

interface BodyRowProperties {
  readonly row: TableRow;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly choose: (withControl: boolean) => void;
}

function BodyRow({ row, index, isCurrent, choose }: BodyRowProperties) {
  const { view } = useApp();
  const isSelected = sameSelection(row.selection, view.selected.value);
  const isCompared = sameSelection(row.selection, view.comparedWith.value);
  const classes = [...(isCurrent ? ['current'] : []), ...(row.failed ? ['failed'] : [])];
  return (
    <tr
      id={`row-${index}`}
      class={classes.join(' ')}
      aria-rowindex={index + 2}
      aria-selected={isSelected || isCompared}
      onClick={(event) => choose(event.ctrlKey || event.metaKey)}
    >
      {TABLE_COLUMNS.map((column) => (
        <td key={column} class={column}>
          {row.cell(column)}
        </td>
      ))}
    </tr>
  );
}

/** Stands for the rows that are not made. */
function Spacer({ height }: { readonly height: number }) {
  return height <= 0 ? null : (
    <tr aria-hidden="true" class="spacer">
      <td colSpan={TABLE_COLUMNS.length} style={{ height: `${height}px` }} />
    </tr>
  );
}
