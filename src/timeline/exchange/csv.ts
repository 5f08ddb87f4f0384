const LINE_END = '\r\n';

/** Rows as CSV (RFC 4180): fields in quotes where they need them, lines that end in CR LF. */
export function csvText(rows: readonly (readonly (string | number | boolean | undefined)[])[]): string {
  return rows.map((row) => `${row.map(field).join(',')}${LINE_END}`).join('');
}

function field(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  // Spreadsheets run what begins like a formula; an apostrophe makes it text.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows of a CSV text (RFC 4180), also with bare line feeds. Empty lines are left out. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let position = 0;
  while (position < text.length) {
    const { value, end } = text[position] === '"' ? quoted(text, position + 1) : plain(text, position);
    row.push(value);
    position = end + 1;
    if (text[end] === ',') {
      if (position === text.length) row.push('');
      continue;
    }
    if (text[end] === '\r' && text[position] === '\n') position += 1;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

interface Field {
  readonly value: string;
  /** Where the separator behind it is. */
  readonly end: number;
}

const SEPARATOR = /[,\r\n]/g;

function plain(text: string, from: number): Field {
  const end = separatorAt(text, from);
  return { value: text.slice(from, end), end };
}

function quoted(text: string, from: number): Field {
  let value = '';
  let position = from;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote < 0) return { value: value + text.slice(position), end: text.length };
    value += text.slice(position, quote);
    if (text[quote + 1] !== '"') return { value, end: separatorAt(text, quote + 1) };
    value += '"';
    position = quote + 2;
  }
}

function separatorAt(text: string, from: number): number {
  const search = new RegExp(SEPARATOR);
  search.lastIndex = from;
  return search.exec(text)?.index ?? text.length;
}
