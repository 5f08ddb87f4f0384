import type { EventBridgeEvent, ScheduledEvent } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import type { EventSource } from '../projectFunction';
import { json, text, time } from './parameter';
import { sample } from './sample';
import { patternText, textSetting } from './settings';
import { arn, id, isoSeconds, region } from './values';

const sentInstead = text('JSON that the template sends instead of the event; without text there is none', '');
const input = {
  ...sentInstead,
  takes: 'JSON',
  read: (given: string) => (given === '' || isJson(given) ? given : undefined),
};

/** An event source with `Input` sends that instead of the event. */
function inputOr(given: string, event: object): unknown {
  return given === '' ? event : JSON.parse(given);
}

function inputOf(settings: EventSource['settings']): string | undefined {
  const given = textSetting(settings, 'Input');
  return given !== undefined && isJson(given) ? given : undefined;
}

function isJson(given: string): boolean {
  try {
    JSON.parse(given);
    return true;
  } catch {
    return false;
  }
}

const bus = sample({
  id: 'eventbridge',
  title: 'EventBridge event',
  service: 'EventBridge',
  eventTypes: ['EventBridgeRule', 'CloudWatchEvent'],
  parameters: {
    source: text('Source', 'com.example.orders'),
    detailType: text('Detail type', 'Order Paid'),
    detail: json('Detail', { orderId: 42, status: 'paid' }),
    id: id('Id of the event'),
    input,
    region: region(),
    time: time(),
  },
  carries: 'detail',
  valuesFrom: (settings) => ({
    source: patternText(settings, 'source'),
    detailType: patternText(settings, 'detail-type'),
    input: inputOf(settings),
  }),
  event: (given) =>
    inputOr(given.input, {
      version: '0',
      id: given.id,
      'detail-type': given.detailType,
      source: given.source,
      account: LOCAL_ACCOUNT,
      time: isoSeconds(given.time),
      region: given.region,
      resources: [],
      detail: given.detail,
    } satisfies EventBridgeEvent<string, unknown>),
});

const scheduledRule = sample({
  id: 'schedule',
  title: 'EventBridge scheduled rule',
  service: 'EventBridge',
  eventTypes: ['Schedule'],
  parameters: {
    rule: text('Name of the rule', 'every-hour'),
    id: id('Id of the event'),
    input,
    region: region(),
    time: time(),
  },
  valuesFrom: (settings) => ({ rule: textSetting(settings, 'Name'), input: inputOf(settings) }),
  event: (given) =>
    inputOr(given.input, {
      version: '0',
      id: given.id,
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: LOCAL_ACCOUNT,
      time: isoSeconds(given.time),
      region: given.region,
      resources: [arn('events', given.region, `rule/${given.rule}`)],
      detail: {},
    } satisfies ScheduledEvent),
});

const scheduler = sample({
  id: 'scheduler',
  title: 'EventBridge Scheduler',
  service: 'EventBridge Scheduler',
  eventTypes: ['ScheduleV2'],
  parameters: {
    schedule: text('Name of the schedule', 'every-hour'),
    id: id('Id of the event'),
    input,
    region: region(),
    time: time(),
  },
  valuesFrom: (settings) => ({ schedule: textSetting(settings, 'Name'), input: inputOf(settings) }),
  event: (given) =>
    inputOr(given.input, {
      version: '0',
      id: given.id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: LOCAL_ACCOUNT,
      time: isoSeconds(given.time),
      region: given.region,
      resources: [arn('scheduler', given.region, `schedule/default/${given.schedule}`)],
      detail: '{}',
    } satisfies EventBridgeEvent<string, string>),
});

export const EVENT_BRIDGE_SAMPLES = [bus, scheduledRule, scheduler];
