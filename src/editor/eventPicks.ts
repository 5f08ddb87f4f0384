import type { Translate } from './translate';

/** An event to choose, or the heading over some. */
export interface EventPick {
  readonly label: string;
  readonly description?: string;
  readonly isHeading: boolean;
  /** What the event is called: the name of a saved event, `sample:<id>`, `{}`; undefined for headings and the clipboard. */
  readonly source?: string;
  /** The event is in the clipboard. */
  readonly clipboard?: boolean;
}

/** What there is to choose from. */
export interface EventPickOptions {
  /** What the event used last is called. */
  readonly last: string | undefined;
  /** Events that belong to the function, then the others of its project. */
  readonly own: readonly NamedEvent[];
  readonly others: readonly NamedEvent[];
  /** Samples that the function's event sources send, then all others. */
  readonly fitting: readonly NamedSample[];
  readonly samples: readonly NamedSample[];
}

export interface NamedEvent {
  readonly name: string;
  /** Where it is kept, as users write it. */
  readonly file: string;
}

interface NamedSample {
  readonly id: string;
  readonly title: string;
  readonly service: string;
}

/** The events of one pick: used last, saved, samples by what sends events to the function, clipboard, empty, all samples. */
export function eventPicks({ last, own, others, fitting, samples }: EventPickOptions, t: Translate): EventPick[] {
  const saved = (event: NamedEvent): EventPick => ({
    label: event.name,
    description: event.file,
    isHeading: false,
    source: event.name,
  });
  const sample = ({ id, title, service }: NamedSample): EventPick => ({
    label: title,
    description: title.includes(service) ? `sample:${id}` : `${service} · sample:${id}`,
    isHeading: false,
    source: `sample:${id}`,
  });
  const rest = samples.filter(({ id }) => !fitting.some((other) => other.id === id));
  const groups: [string, EventPick[]][] = [
    [t('saved events'), own.map(saved)],
    [t('samples for this function'), fitting.map(sample)],
    [
      t('other'),
      [
        { label: t('From the clipboard'), isHeading: false, clipboard: true },
        { label: t('Empty event'), description: '{}', isHeading: false, source: '{}' },
      ],
    ],
    [t('other saved events'), others.map(saved)],
    [t('all samples'), rest.map(sample)],
  ];
  const all = groups.flatMap(([, picks]) => picks);
  const used = all.find(({ source }) => source !== undefined && source === last);
  const headed = groups
    .map(([heading, picks]): [string, EventPick[]] => [heading, picks.filter((pick) => pick !== used)])
    .filter(([, picks]) => picks.length > 0)
    .flatMap(([heading, picks]) => [{ label: heading, isHeading: true }, ...picks]);
  return used === undefined ? headed : [{ label: t('used last'), isHeading: true }, used, ...headed];
}
