import type { FindingSeverity } from '../finding';
import type { TemporaryFile } from '../program/temporaryFiles';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** A file in /tmp that the next invocation of the environment finds. */
export const tmpFileLeft: Rule = {
  code: 'tmp-file-left',
  title: 'A file is left in /tmp, which warm invocations share',
  find: (file, analysis) =>
    analysis.reach.in(file).flatMap((ways) =>
      analysis.temporaryFiles.in(ways[0].place).flatMap((temporary) => {
        const severity = severityOf(temporary);
        if (severity === undefined) return [];
        const message = `${effectOf(temporary)}${wayInWords(ways)}; ${adviceFor(temporary)}.`;
        return [
          findingOf(tmpFileLeft, file, temporary.call.span, {
            severity: isSure(ways) ? severity : 'hint',
            message,
            ways,
          }),
        ];
      }),
    ),
};

function severityOf({ path, isCache, isRemoved }: TemporaryFile): FindingSeverity | undefined {
  if (isRemoved === 'always') return undefined;
  if (!path.isUnique) return isCache || isRemoved === 'usually' ? undefined : 'hint';
  return isCache || isRemoved === 'usually' ? 'hint' : 'warning';
}

function effectOf({ path, isRemoved }: TemporaryFile): string {
  if (isRemoved === 'usually') return 'This file stays in /tmp when something fails before it is removed';
  return path.isUnique
    ? 'Every invocation leaves another file in /tmp, which warm invocations share until it is full'
    : 'This file stays in /tmp for later invocations of the environment';
}

function adviceFor({ isRemoved }: TemporaryFile): string {
  return isRemoved === 'usually'
    ? 'remove it in a finally block'
    : 'use a temporary directory, or remove it in a finally block';
}
