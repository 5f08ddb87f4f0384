import path from 'node:path';
import type { RelatedPlace } from '../finding';
import type { CallToCreations } from '../program/callsToCreations';
import type { Creation } from '../program/creations';
import { callInWords } from './callInWords';
import { clientSeverity } from './clientInHandler';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { nameOf } from './way';

/** How many clients a finding leads to. */
const MOST_CLIENTS = 5;

/** What `client-in-handler` finds in another file, shown where the handler's file leads there. */
export const clientBehindCall: Rule = {
  code: 'client-behind-call',
  title: 'A call leads to a client that another file makes on every invocation',
  find: (file, analysis) =>
    analysis.callsToCreationsIn(file).flatMap((leading) => {
      const [first, ...others] = leading.creations.filter((creation) => clientSeverity(creation) !== undefined);
      if (first === undefined) return [];
      const message = messageOf(leading, first, others.length);
      const finding = findingOf(clientBehindCall, file, leading.call.span, { severity: 'hint', message });
      return [{ ...finding, related: [first, ...others].slice(0, MOST_CLIENTS).map(placeOf) }];
    }),
};

function messageOf({ to }: CallToCreations, { call, file, path: made }: Creation, others: number): string {
  const more = others === 0 ? '' : `, and ${others} more like it`;
  return `${nameOf(to)} leads to ${callInWords(made, call)} in ${path.basename(file.file)}, which is made on every invocation${more}; make it once there.`;
}

function placeOf({ call, file, path: made }: Creation): RelatedPlace {
  return { file: file.file, range: file.lines.range(call.span), message: `${callInWords(made, call)} is here` };
}
