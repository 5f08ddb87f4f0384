// @ts-check

/** @typedef {import('./figures.mjs').Figure} Figure */
/** @typedef {import('./figures.mjs').MissingFigure} MissingFigure */

const HEADINGS = ['', 'median', 'p95', 'baseline', '', 'ratio', 'aim', 'reached'];
/** Columns of text; the others hold numbers. */
const TEXT_COLUMNS = new Set([0, 4, 6, 7]);

/**
 * All figures in one aligned table, under the headings of their groups.
 * @param {readonly (Figure | MissingFigure)[]} figures
 */
export function table(figures) {
  const rows = figures.map((figure) => ({ figure, cells: cells(figure) }));
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row.cells[column]?.length ?? 0)),
  );
  const lines = [line(HEADINGS, widths)];
  let group = '';
  for (const row of rows) {
    if (row.figure.group !== group) {
      ({ group } = row.figure);
      lines.push('', group);
    }
    lines.push(
      'reason' in row.figure
        ? `${line(row.cells, widths.slice(0, 1))}  not measured: ${row.figure.reason}`
        : line(row.cells, widths).trimEnd(),
    );
  }
  return lines.join('\n');
}

/** @param {Figure | MissingFigure} figure */
function cells(figure) {
  if ('reason' in figure) return [`  ${figure.name}`];
  const { name, unit, median, p95, baseline, baselineName, ratio, aim = '', reached } = figure;
  return [
    `  ${name}`,
    quantity(median, unit),
    quantity(p95, unit),
    quantity(baseline, unit),
    baselineName,
    `${ratio.toFixed(2)} x`,
    aim,
    reached === undefined ? '' : reached ? 'yes' : 'no',
  ];
}

/**
 * Three digits that say something.
 * @param {number} value
 * @param {string} unit
 */
function quantity(value, unit) {
  return `${value.toFixed(value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

/**
 * @param {readonly string[]} texts
 * @param {readonly number[]} widths
 */
function line(texts, widths) {
  return widths
    .map((width, column) => {
      const text = texts[column] ?? '';
      return TEXT_COLUMNS.has(column) ? text.padEnd(width) : text.padStart(width);
    })
    .join('  ');
}
