import { member } from '../cloudformation/evaluated';
import type { Dictionary, Entry, Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';

interface Kind {
  readonly suits: (value: Evaluated) => boolean;
  /** Part of a sentence that says what to do. */
  readonly advice: string;
}

const MAPPING: Kind = { suits: ({ kind }) => kind === 'dictionary', advice: 'it must be a mapping; correct it' };

/** What settings must be that one reader of SAM's words would not miss. */
const KINDS: Readonly<Record<string, Kind>> = {
  destinations: MAPPING,
  logs: MAPPING,
  onError: {
    suits: (value) => value.kind === 'dictionary' || (value.kind === 'scalar' && value.text.startsWith('arn:')),
    advice: 'it must be the ARN of a topic or queue; correct it',
  },
  snapStart: { suits: isTruth, advice: 'it must be true or false; correct it' },
  url: {
    suits: (value) => value.kind === 'dictionary' || isTruth(value),
    advice: 'it must be true, false or a mapping; correct it',
  },
};

/** The settings of a function, or of the provider, without those that cannot be used, which are reported. */
export function withoutWrongKinds(settings: Evaluated, problems: ProblemList): Evaluated {
  if (settings.kind !== 'dictionary') return settings;
  const entries = new Map<string, Entry>();
  for (const [name, entry] of settings.entries) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    const { at, value } = entry;
    if (kind === undefined || isSilent(value) || kind.suits(value)) entries.set(name, entry);
    else problems.add(at, 'warning', `${name} is left out: ${kind.advice}.`);
  }
  reportAuthorizer(entries.get('url')?.value, problems);
  return { ...settings, entries } satisfies Dictionary;
}

function reportAuthorizer(url: Evaluated | undefined, problems: ProblemList): void {
  const authorizer = url === undefined ? undefined : member(url, 'authorizer');
  if (authorizer === undefined || isSilent(authorizer)) return;
  const text = authorizer.kind === 'scalar' ? authorizer.text.toLowerCase() : '';
  if (text !== 'aws_iam' && text !== 'none')
    problems.add(authorizer.at, 'warning', 'authorizer is left out: a function URL knows aws_iam only; correct it.');
}

/** Nothing, and what is reported as unknown where it is used. */
function isSilent({ kind }: Evaluated): boolean {
  return kind === 'null' || kind === 'noValue' || kind === 'unresolved';
}

function isTruth(value: Evaluated): boolean {
  return value.kind === 'scalar' && /^(?:true|false)$/i.test(value.text);
}
