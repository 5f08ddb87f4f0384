import type { CallFacts } from '../facts/fileFacts';
import { lower } from '../finding';
import { isSdkSession } from '../program/sdkSessions';
import { callInWords } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure, wayInWords } from './way';

/** A session of the AWS SDK that each invocation makes anew: it reads the descriptions of services again. */
export const sessionPerInvocation: Rule = {
  code: 'session-per-invocation',
  title: 'A session of the AWS SDK is made on every invocation',
  find: (file, analysis) =>
    analysis.creationsIn(file).flatMap(({ entry, path, call, ways, dependence }) => {
      if (!isSdkSession(entry) || dependence.event || dependence.credentials || isOfSomebody(call)) return [];
      const message = `${callInWords(path, call)} runs on every invocation${wayInWords(ways)}, and clients of a new session load again what the SDK knows of the service; make the session once outside of the handler.`;
      const severity = lower('information', isSure(ways) ? 0 : 1);
      return [findingOf(sessionPerInvocation, file, call.span, { severity, message, ways })];
    }),
};

/** Sessions with credentials or a session of their own are made for a reason. */
function isOfSomebody({ arguments: given }: CallFacts): boolean {
  return given.some(({ name }) => name === undefined || name === 'botocore_session' || /^aws_(?!account)/.test(name));
}
