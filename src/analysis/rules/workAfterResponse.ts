import type { Finding, FindingSeverity } from '../finding';
import type { Analysis } from '../program/analysis';
import type { BackgroundWork } from '../program/backgroundWork';
import { javaScriptBackground } from '../program/javaScriptBackground';
import type { ProgramFile } from '../program/program';
import { pythonBackground } from '../program/pythonBackground';
import type { Reached } from '../program/reach';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** Work that is not done when the response is sent. */
export const workAfterResponse: Rule = {
  code: 'work-after-response',
  title: 'Work is left running when the response is sent',
  find: (file, analysis) =>
    analysis.reach.in(file).flatMap((all) => {
      const ways = all.filter(({ root }) => !analysis.endings.waitsForEventLoop(root));
      const [first] = ways;
      return first === undefined ? [] : workIn(file, analysis, first).map((work) => findingFor(file, work, ways));
    }),
};

function workIn(file: ProgramFile, analysis: Analysis, { place }: Reached): BackgroundWork[] {
  return file.language === 'python' ? pythonBackground(analysis, place) : javaScriptBackground(analysis, place);
}

function findingFor(
  file: ProgramFile,
  { span, what, remedy, isMeant }: BackgroundWork,
  ways: readonly Reached[],
): Finding {
  const severity: FindingSeverity = isMeant ? 'hint' : isSure(ways) ? 'warning' : 'information';
  const message = `Nothing waits for ${what}${wayInWords(ways)}, and after the response the execution environment is frozen: it may end in a later invocation or never; ${remedy}.`;
  return findingOf(workAfterResponse, file, span, { severity, message, ways });
}
