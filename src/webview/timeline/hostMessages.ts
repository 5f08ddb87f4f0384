import type { HostMessage, ViewCommand } from '../../timeline/viewMessages';

type Fields = Readonly<Record<string, unknown>>;

const COMMANDS: Readonly<Record<ViewCommand, true>> = {
  fit: true,
  jumpToNow: true,
  search: true,
  toggleTable: true,
  toggleGaps: true,
  zoomIn: true,
  zoomOut: true,
  compare: true,
  showKeys: true,
};

const SHAPES: Readonly<Record<HostMessage['type'], (fields: Fields) => boolean>> = {
  history: ({ title, live, dropped, events, now }) =>
    typeof title === 'string' &&
    typeof live === 'boolean' &&
    typeof dropped === 'number' &&
    isFields(now) &&
    typeof now['epochMs'] === 'number' &&
    typeof now['monotonicMs'] === 'number' &&
    areEvents(events),
  events: ({ events, nowMonotonicMs }) => typeof nowMonotonicMs === 'number' && areEvents(events),
  command: ({ command }) => typeof command === 'string' && Object.hasOwn(COMMANDS, command),
  reveal: ({ environmentId, requestId }) => isTextOrAbsent(environmentId) && isTextOrAbsent(requestId),
  invocation: ({ requestId, event, result }) =>
    typeof requestId === 'string' && isTextOrAbsent(event) && isTextOrAbsent(result),
};

/** What a window message says, if it is one of the host's; everything else that reaches a window is none of ours. */
export function hostMessageOf(data: unknown): HostMessage | undefined {
  return isHostMessage(data) ? data : undefined;
}

function isHostMessage(data: unknown): data is HostMessage {
  if (!isFields(data) || typeof data['type'] !== 'string') return false;
  return isKnown(data['type']) && SHAPES[data['type']](data);
}

function isKnown(type: string): type is HostMessage['type'] {
  return Object.hasOwn(SHAPES, type);
}

function areEvents(events: unknown): boolean {
  return Array.isArray(events) && events.every(isEvent);
}

function isEvent(event: unknown): boolean {
  return (
    isFields(event) &&
    typeof event['type'] === 'string' &&
    typeof event['monotonicMs'] === 'number' &&
    typeof event['epochMs'] === 'number' &&
    typeof event['functionName'] === 'string' &&
    event['record'] !== undefined
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
