import { describe, expect, it } from 'vitest';
import { newEventName } from '../../../src/editor/eventNames';
import { eventPicks } from '../../../src/editor/eventPicks';
import { eventSchema, type JsonSchema } from '../../../src/editor/eventSchema';
import { invokeCommandLine } from '../../../src/editor/invokeCommandLine';
import { SAMPLES } from '../../../src/project/samples/registry';

const s3 = { id: 's3', title: 'S3 event notification', service: 'S3' };
const sqs = { id: 'sqs', title: 'Messages', service: 'SQS' };
const created = { name: 'created', file: 'events/created.json' };
const options = { last: undefined, own: [created], others: [], fitting: [s3], samples: [s3, sqs] };

/** The list as text; headings end in a colon. */
function list(given: Partial<Parameters<typeof eventPicks>[0]>): string[] {
  return eventPicks({ ...options, ...given }, (message) => message).map(({ label, isHeading, source }) =>
    isHeading ? `${label}:` : `${label} = ${source ?? 'clipboard'}`,
  );
}

describe('choosing an event', () => {
  it('offers saved events, samples by event source, the clipboard, and all other samples', () => {
    expect(list({})).toEqual([
      'saved events:',
      'created = created',
      'samples for this function:',
      'S3 event notification = sample:s3',
      'other:',
      'From the clipboard = clipboard',
      'Empty event = {}',
      'all samples:',
      'Messages = sample:sqs',
    ]);
  });

  it('has the one used last on top, and only there', () => {
    const all = list({ last: 'sample:sqs' });
    expect(all.slice(0, 2)).toEqual(['used last:', 'Messages = sample:sqs']);
    expect(all.filter((line) => line.startsWith('Messages'))).toHaveLength(1);
    expect(list({ last: 'gone' })[0]).toBe('saved events:');
  });
});

describe('files of new events', () => {
  it('have a name that is free', async () => {
    const taken = ['Orders-s3.json', 'Orders-s3-2.json'];
    const isTaken = (name: string): Promise<boolean> => Promise.resolve(taken.includes(name));
    expect(await newEventName('Orders', 'sample:s3', isTaken)).toBe('Orders-s3-3.json');
    expect(await newEventName('my tool', '{}', isTaken)).toBe('my-tool-event.json');
  });
});

describe('the schema of events', () => {
  const schema = eventSchema(SAMPLES);
  const kinds = (event: unknown): string[] =>
    (schema.allOf ?? []).flatMap(({ if: recognised = {}, then }) =>
      fits(event, recognised) ? [then?.title ?? 'without title'] : [],
    );

  it('knows every sample by what is in it', () => {
    for (const sample of SAMPLES) expect(kinds(sample.event({})), sample.id).toContain(sample.title);
  });

  it('knows them as nothing else, but for those that are of several kinds', () => {
    const doubtful = SAMPLES.filter((sample) => kinds(sample.event({})).length > 1).map(({ id }) => id);
    expect(doubtful).toEqual([
      // A function URL sends the same format.
      'apigateway-http',
      // They come through EventBridge.
      's3-eventbridge',
      'schedule',
      'scheduler',
      // One format for all four.
      'cloudfront-viewer-request',
      'cloudfront-origin-request',
      'cloudfront-origin-response',
      'cloudfront-viewer-response',
    ]);
  });

  it('knows nothing of somebody’s own events', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ id: 7, username: 'ada', Records: [] })).toEqual([]);
  });

  it('says what members mean', () => {
    const described = schema.allOf?.find(({ then }) => then?.title === 'S3 event notification')?.then;
    const record = described?.properties?.['Records']?.items;
    expect(record?.properties?.['eventName']?.description).toMatch(/^What happened/);
    expect(record?.properties?.['s3']?.properties?.['bucket']?.properties?.['name']).toEqual({
      description: 'Bucket',
      type: ['string', 'null'],
    });
  });
});

/** As much of JSON Schema as recognising needs. */
function fits(value: unknown, { allOf = [], required = [], properties = {}, items, ...schema }: JsonSchema): boolean {
  if (!allOf.every((each) => fits(value, each))) return false;
  if ('const' in schema && value !== schema.const) return false;
  if (schema.type === 'array') {
    return (
      Array.isArray(value) && value.length >= (schema.minItems ?? 0) && value.every((item) => fits(item, items ?? {}))
    );
  }
  if (schema.type !== 'object') return true;
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map(Object.entries(value));
  return (
    required.every((name) => members.has(name)) &&
    Object.entries(properties).every(([name, inner]) => !members.has(name) || fits(members.get(name), inner))
  );
}

describe('the command of the AWS CLI', () => {
  const command = { functionName: 'Orders', url: 'http://127.0.0.1:9010', region: 'eu-central-1', windows: false };

  it('has its event in a file, or in quotation marks', () => {
    expect(invokeCommandLine({ ...command, event: { file: '/code/events/created.json' } })).toBe(
      'aws lambda invoke --function-name Orders --endpoint-url http://127.0.0.1:9010 --region eu-central-1 --no-sign-request --cli-binary-format raw-in-base64-out --payload file:///code/events/created.json response.json',
    );
    const json = '{"name": "O\'Hara"}';
    expect(invokeCommandLine({ ...command, event: { json } })).toContain(`--payload '{"name": "O'\\''Hara"}'`);
    expect(invokeCommandLine({ ...command, event: { json }, windows: true })).toContain(
      `--payload '{\\"name\\": \\"O''Hara\\"}'`,
    );
  });
});
