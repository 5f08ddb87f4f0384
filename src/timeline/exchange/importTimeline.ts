import { counted } from '../format';
import type { ImportedTimeline } from './importedTimeline';
import { concatenatedJson, isObject } from './json';
import { csvLogs } from './logs/csvLogs';
import { jsonLogs } from './logs/jsonLogs';
import type { LogText } from './logs/logEntry';
import { logTimeline } from './logs/logTimeline';
import { textLogs } from './logs/textLogs';
import { leftOut } from './notices';
import { isOtlp, readOtlp } from './otlp/readOtlp';
import { readTrace, traceEventsIn } from './readTrace';
import { isLifecycleEvent } from './recordShapes';
import { readStoredEvents } from './storedEvents';

/**
 * Reads a timeline from a log of CloudWatch in any of its shapes, or from what Warmpath has exported: events, Chrome
 * trace, OTLP. The kind of text is recognised by its content. Never throws.
 */
export function importTimeline(text: string): ImportedTimeline {
  const content = text.replace(/^\uFEFF/, '');
  const imported = /^\s*[[{]/.test(content) ? (fromJson(content) ?? fromText(content)) : fromText(content);
  return imported.events.length > 0 ? imported : { ...imported, notices: [...imported.notices, NOTHING] };
}

const NOTHING =
  'There is no lifecycle in this: expected are START and REPORT lines of a Lambda log, an export of CloudWatch, or a trace, OTLP or events file of Warmpath.';

function fromJson(text: string): ImportedTimeline | undefined {
  const values = concatenatedJson(text);
  const first = values?.[0] ?? concatenatedJson(text.trimStart().split('\n', 1)[0] ?? '')?.[0];
  if (isLifecycleEvent(first)) {
    const { events, malformed } = readStoredEvents(text);
    return { style: 'events of Warmpath', events, notices: leftOut(malformed, 'line') };
  }
  if (values === undefined) return undefined;
  const trace = traceEventsIn(first);
  if (trace !== undefined) return readTrace(trace, first);
  if (isOtlp(first)) return readOtlp(values.filter(isObject));
  const log = jsonLogs(values);
  return log === undefined ? undefined : fromLog(log);
}

function fromText(text: string): ImportedTimeline {
  return fromLog(csvLogs(text) ?? textLogs(text));
}

function fromLog(log: LogText): ImportedTimeline {
  const { events, malformed, repeated, isGuessed, isTimeless } = logTimeline(log);
  return {
    style: log.style,
    events,
    notices: [
      ...leftOut(malformed + log.malformed, 'log event'),
      ...(repeated === 0 ? [] : [`${counted(repeated, 'log event')} that came twice counted once.`]),
      ...(isGuessed && events.length > 0
        ? ['The log does not name its log streams: which warm invocations shared an environment is a guess.']
        : []),
      ...(isTimeless && events.length > 0
        ? ['The log has no times: what happened is shown one after the other, from 1970 on.']
        : []),
    ],
  };
}
