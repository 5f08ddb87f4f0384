type Fields = Readonly<Record<string, unknown>>;

/** Fields that an event may have besides those that all have, by its phase. */
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  X: ['dur'],
  i: ['s'],
  b: ['id'],
  e: ['id'],
  C: [],
  M: [],
};
const COMMON = ['name', 'cat', 'ph', 'pid', 'tid', 'ts', 'args'];
const METADATA: Readonly<Record<string, string>> = {
  process_name: 'name',
  thread_name: 'name',
  thread_sort_index: 'sort_index',
};

/**
 * What Perfetto, or the loader of browser DevTools, would complain of or draw wrongly in a file of Chrome trace events:
 * one sentence each. Stricter than both: fields that mean nothing are refused, times are whole.
 */
export function traceProblems(file: unknown): string[] {
  const { traceEvents, displayTimeUnit, otherData, ...rest } = file as Fields;
  const problems = Object.keys(rest).map((name) => `The file has an unknown member ${name}.`);
  if (displayTimeUnit !== 'ms' && displayTimeUnit !== 'ns') problems.push('displayTimeUnit is neither ms nor ns.');
  if (otherData !== undefined && !Object.values(otherData as Fields).every((value) => typeof value === 'string'))
    problems.push('otherData has values that are no texts.');
  if (!Array.isArray(traceEvents)) return [...problems, 'traceEvents is no list.'];
  const events = traceEvents as readonly Fields[];
  return [
    ...problems,
    ...events.flatMap(fieldProblems),
    ...nestingProblems(events),
    ...asynchronousProblems(events),
    ...nameProblems(events),
  ];
}

function fieldProblems(event: Fields): string[] {
  const { name, cat, ph, pid, tid, ts, dur, s, id, args } = event;
  const extra = EXTRA[String(ph)];
  const what = `${String(ph)} ${String(name)}`;
  if (extra === undefined) return [`${what}: unknown phase.`];
  const unknown = Object.keys(event).filter((field) => ![...COMMON, ...extra].includes(field));
  const checks: readonly (readonly [ok: boolean, problem: string])[] = [
    [unknown.length === 0, `unknown fields ${unknown.join(', ')}`],
    [typeof name === 'string' && name !== '', 'no name'],
    [typeof cat === 'string' && cat !== '', 'no category'],
    [isWhole(pid) && isWhole(tid), 'pid or tid is no whole number'],
    [isWhole(ts), `ts is ${String(ts)}`],
    [isObject(args), 'args is no object'],
    [ph !== 'X' || isWhole(dur), `dur is ${String(dur)}`],
    [ph !== 'i' || s === 't' || s === 'p' || s === 'g', 'an instant without scope'],
    [!isAsynchronous(ph) || (typeof id === 'string' && id !== ''), 'an asynchronous event without id'],
    [ph !== 'C' || areCounts(args as Fields), 'a counter without numbers'],
    [ph !== 'M' || isMetadata(String(name), args as Fields), 'unknown metadata'],
  ];
  return checks.flatMap(([ok, problem]) => (ok ? [] : [`${what}: ${problem}.`]));
}

function isAsynchronous(phase: unknown): boolean {
  return phase === 'b' || phase === 'e';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function areCounts(args: Fields): boolean {
  const values = Object.values(args);
  return values.length > 0 && values.every((value) => Number.isFinite(value) && Number(value) >= 0);
}

function isMetadata(name: string, args: Fields): boolean {
  const member = METADATA[name];
  const value = member === undefined ? undefined : args[member];
  return (
    Object.keys(args).length === 1 && (member === 'name' ? typeof value === 'string' && value !== '' : isWhole(value))
  );
}

/** In the order of the file, as Perfetto keeps it for events of one moment: complete events of a thread nest. */
function nestingProblems(events: readonly Fields[]): string[] {
  const slices = events
    .filter(({ ph }) => ph === 'X')
    .toSorted((left, right) => Number(left['ts']) - Number(right['ts']));
  const open = new Map<string, { readonly name: unknown; readonly end: number }[]>();
  return slices.flatMap(({ name, pid, tid, ts, dur }) => {
    const key = `${String(pid)}/${String(tid)}`;
    const stack = open.get(key) ?? [];
    while ((stack.at(-1)?.end ?? Infinity) <= Number(ts)) stack.pop();
    const outer = stack.at(-1);
    const end = Number(ts) + Number(dur);
    open.set(key, [...stack, { name, end }]);
    return outer === undefined || end <= outer.end
      ? []
      : [`${String(name)} at ${String(ts)} ends after ${String(outer.name)}, in which it begins (thread ${key}).`];
  });
}

function asynchronousProblems(events: readonly Fields[]): string[] {
  const key = ({ pid, cat, id, name }: Fields): string => [pid, cat, id, name].map(String).join(' ');
  const begun = new Map<string, number>();
  const problems: string[] = [];
  for (const event of events) {
    const { ph, ts } = event;
    const own = key(event);
    if (ph === 'b') {
      if (begun.has(own)) problems.push(`${own} begins twice.`);
      begun.set(own, Number(ts));
    } else if (ph === 'e') {
      if ((begun.get(own) ?? Infinity) > Number(ts)) problems.push(`${own} ends before it begins.`);
      begun.set(own, -Infinity);
    }
  }
  for (const [own, since] of begun) if (since !== -Infinity) problems.push(`${own} does not end.`);
  return problems;
}

function nameProblems(events: readonly Fields[]): string[] {
  const names = events.filter(({ ph }) => ph === 'M');
  const named = new Set<string>();
  const problems: string[] = [];
  for (const { name, pid, tid } of names) {
    const key = name === 'process_name' ? `process ${String(pid)}` : `${String(name)} ${String(pid)}/${String(tid)}`;
    if (named.has(key)) problems.push(`${key} is named twice.`);
    named.add(key);
  }
  const missing = events.flatMap(({ ph, pid, tid }) => [
    ...(named.has(`process ${String(pid)}`) ? [] : [`Process ${String(pid)} has no name.`]),
    ...(ph === 'C' || ph === 'M' || named.has(`thread_name ${String(pid)}/${String(tid)}`)
      ? []
      : [`Thread ${String(pid)}/${String(tid)} has no name.`]),
  ]);
  return [...problems, ...new Set(missing)];
}
