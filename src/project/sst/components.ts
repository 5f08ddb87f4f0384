import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { plainValue } from '../cloudformation/plainValue';

/** Where in a component's arguments a function stands, and which events lead to it. */
export interface Slot {
  /** Names of members; `*` is every member of a mapping and every item of a list. */
  readonly path: readonly string[];
  /** Event source in the words of SAM; absent when nothing but SST itself calls the function. */
  readonly event?: (context: SlotContext) => SlotEvent;
}

export interface SlotContext {
  /** Name of the component. */
  readonly component: string;
  /** The arguments of the component and of the method, what was written last first. */
  readonly arguments: readonly Evaluated[];
  /** The keys that stood for `*`. */
  readonly keys: readonly string[];
  /** The value of the slot and those around it, the innermost first. */
  readonly around: readonly Evaluated[];
}

interface SlotEvent {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A method that adds functions to a component. */
interface Method {
  /** Where its arguments belong, by their position: to the member of this name in the arguments of `slots`. */
  readonly positions: readonly (string | undefined)[];
  readonly slots: readonly Slot[];
}

export interface Component {
  readonly slots: readonly Slot[];
  readonly methods: Readonly<Record<string, Method>>;
  /** Where the settings lie that all functions of the component share. */
  readonly defaults?: readonly string[];
}

/** `GET /orders`, `$default`, or a path alone. */
function route(key: string): Record<string, string> {
  const [, method = 'ANY', given = key] = /^\s*([A-Za-z]+|\*)\s+(\/\S*|\$default)\s*$/.exec(key) ?? [];
  return given === '$default' ? {} : { Path: given, Method: method.toUpperCase() };
}

function httpApi(property: string): NonNullable<Slot['event']> {
  return ({ component, arguments: given, keys: [key = '$default'] }) => ({
    type: 'HttpApi',
    settings: { ...route(textOf(given, property) ?? key), ApiId: component, ...cors(given) },
  });
}

/** Both versions of SST allow every origin unless they are told otherwise. */
function cors(given: readonly Evaluated[]): Record<string, unknown> {
  const written = valueOf(given, 'cors');
  if (written?.kind === 'scalar' && written.text === 'false') return {};
  const own = written?.kind === 'dictionary' ? (plainValue(written) as Readonly<Record<string, unknown>>) : {};
  const all = ['*'];
  return {
    Api: {
      CorsConfiguration: {
        AllowOrigins: own['allowOrigins'] ?? all,
        AllowMethods: own['allowMethods'] ?? all,
        AllowHeaders: own['allowHeaders'] ?? all,
        ...(own['allowCredentials'] === undefined ? {} : { AllowCredentials: own['allowCredentials'] }),
      },
    },
  };
}

function restApi(property: string): NonNullable<Slot['event']> {
  return ({ component, arguments: given, keys: [key = '/'] }) => ({
    type: 'Api',
    settings: { ...route(textOf(given, property) ?? key), RestApiId: component },
  });
}

function webSocket(property: string): NonNullable<Slot['event']> {
  return ({ arguments: given, keys: [key = '$default'] }) => ({
    type: 'WebSocket',
    settings: { RouteKey: textOf(given, property) ?? key },
  });
}

/** An event that says no more than which component it comes from. */
function from(type: string, property: string): NonNullable<Slot['event']> {
  return ({ component }) => ({ type, settings: { [property]: component } });
}

const queue: NonNullable<Slot['event']> = ({ component, arguments: given }) => {
  const batch = valueOf(given, 'batch');
  const size = batch === undefined ? undefined : plainValue(member(batch, 'size'));
  return { type: 'SQS', settings: { Queue: component, ...(size === undefined ? {} : { BatchSize: size }) } };
};

function schedule(type: 'Schedule' | 'ScheduleV2'): NonNullable<Slot['event']> {
  return ({ arguments: given }) => {
    const expression = textOf(given, 'schedule');
    const property = type === 'Schedule' ? 'Schedule' : 'ScheduleExpression';
    return { type, settings: expression === undefined ? {} : { [property]: expression } };
  };
}

/** `object_created` of version 2 is `s3:ObjectCreated:*`. */
function s3Event(name: string): string {
  const [, action = '', detail] = /^object_([a-z]+)(?:_(\w+))?$/.exec(name) ?? [];
  const capital = (text: string): string =>
    text.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return action === '' ? name : `s3:Object${capital(action)}:${detail === undefined ? '*' : capital(detail)}`;
}

const bucket: NonNullable<Slot['event']> = ({ component, around, arguments: given }) => {
  const holders = [...around, ...given];
  const events = plainValue(valueOf(holders, 'events'));
  const rules = [
    ['prefix', textOf(holders, 'filterPrefix')],
    ['suffix', textOf(holders, 'filterSuffix')],
  ].flatMap(([name, value]) => (value === undefined ? [] : [{ Name: name, Value: value }]));
  const names = Array.isArray(events) ? events.filter((name) => typeof name === 'string').map(s3Event) : [];
  return {
    type: 'S3',
    settings: {
      Bucket: component,
      Events: names.length === 0 ? ['s3:ObjectCreated:*'] : names,
      ...(rules.length === 0 ? {} : { Filter: { S3Key: { Rules: rules } } }),
    },
  };
};

/** A rule of an event bus, with the names of patterns as EventBridge has them. */
const rule: NonNullable<Slot['event']> = ({ component, around, arguments: given }) => {
  const written = plainValue(valueOf([...around, ...given], 'pattern'));
  const pattern = Object.entries(typeof written === 'object' && written !== null ? written : {}).map(
    ([name, value]: [string, unknown]) => [name === 'detailType' ? 'detail-type' : name, value],
  );
  return {
    type: 'EventBridgeRule',
    settings: {
      EventBusName: component,
      ...(pattern.length === 0 ? {} : { Pattern: Object.fromEntries(pattern) as unknown }),
    },
  };
};

const trigger: NonNullable<Slot['event']> = ({ component, keys: [key = ''] }) => ({
  type: 'Cognito',
  settings: { UserPool: component, Trigger: key.slice(0, 1).toUpperCase() + key.slice(1) },
});

/** A method whose arguments are named by their position. */
function method(positions: Method['positions'], event?: Slot['event']): Method {
  return { positions, slots: [{ path: ['function'], ...(event === undefined ? {} : { event }) }] };
}

function slot(path: string, event?: Slot['event']): Slot {
  return { path: path.split('.'), ...(event === undefined ? {} : { event }) };
}

/** A component of version 2: what its methods add has the form of the argument of the same name. */
function construct(
  member: string,
  methodName: string,
  slots: readonly Slot[],
  defaults = 'defaults.function',
): Component {
  return {
    slots,
    methods: { [methodName]: { positions: [undefined, member], slots } },
    defaults: defaults.split('.'),
  };
}

function routes(event: NonNullable<Slot['event']>): Component {
  return construct('routes', 'addRoutes', [slot('routes.*', event)]);
}

/** Version 3: `new sst.aws.Queue(name, arguments)`. */
export const COMPONENTS: Readonly<Record<string, Component>> = {
  ApiGatewayV1: {
    slots: [],
    methods: { route: method(['route', 'function', '...'], restApi('route')) },
    defaults: ['transform', 'route', 'handler'],
  },
  ApiGatewayV2: {
    slots: [],
    methods: { route: method(['route', 'function', '...'], httpApi('route')) },
    defaults: ['transform', 'route', 'handler'],
  },
  ApiGatewayWebSocket: {
    slots: [],
    methods: { route: method(['route', 'function', '...'], webSocket('route')) },
    defaults: ['transform', 'route', 'handler'],
  },
  Auth: { slots: [slot('issuer'), slot('authorizer'), slot('authenticator')], methods: {} },
  Bucket: {
    slots: [],
    methods: {
      notify: { positions: ['...'], slots: [slot('notifications.*.function', bucket)] },
      subscribe: method(['function', '...'], bucket),
    },
  },
  Bus: { slots: [], methods: { subscribe: method(['name', 'function', '...'], rule) } },
  CognitoUserPool: { slots: [slot('triggers.*', trigger)], methods: {} },
  Cron: { slots: [slot('function', schedule('Schedule')), slot('job', schedule('Schedule'))], methods: {} },
  CronV2: { slots: [slot('function', schedule('ScheduleV2'))], methods: {} },
  Dynamo: { slots: [], methods: { subscribe: method(['name', 'function', '...'], from('DynamoDB', 'Stream')) } },
  Function: { slots: [], methods: {} },
  KinesisStream: { slots: [], methods: { subscribe: method(['name', 'function', '...'], from('Kinesis', 'Stream')) } },
  Queue: { slots: [], methods: { subscribe: method(['function', '...'], queue) } },
  Realtime: {
    slots: [slot('authorizer')],
    methods: { subscribe: method(['function', '...'], () => ({ type: 'IoTRule', settings: {} })) },
  },
  SnsTopic: { slots: [], methods: { subscribe: method(['name', 'function', '...'], from('SNS', 'Topic')) } },
};

/** Version 2: `new Queue(stack, name, arguments)`. */
export const CONSTRUCTS: Readonly<Record<string, Component>> = {
  Api: routes(httpApi('')),
  ApiGatewayV1Api: routes(restApi('')),
  AppSyncApi: { slots: [slot('dataSources.*')], methods: {}, defaults: ['defaults', 'function'] },
  Auth: { slots: [slot('authenticator')], methods: {} },
  Bucket: construct('notifications', 'addNotifications', [slot('notifications.*', bucket)]),
  Cognito: { slots: [slot('triggers.*', trigger)], methods: {}, defaults: ['defaults', 'function'] },
  Cron: { slots: [slot('job', schedule('Schedule'))], methods: {} },
  EventBus: construct('rules', 'addRules', [slot('rules.*.targets.*', rule)]),
  Function: { slots: [], methods: {} },
  KinesisStream: construct('consumers', 'addConsumers', [slot('consumers.*', from('Kinesis', 'Stream'))]),
  Queue: construct('consumer', 'addConsumer', [slot('consumer', queue)]),
  Table: construct('consumers', 'addConsumers', [slot('consumers.*', from('DynamoDB', 'Stream'))]),
  Topic: construct('subscribers', 'addSubscribers', [slot('subscribers.*', from('SNS', 'Topic'))]),
  WebSocketApi: routes(webSocket('')),
};

function valueOf(given: readonly Evaluated[], name: string): Evaluated | undefined {
  for (const each of given) {
    const value = member(each, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function textOf(given: readonly Evaluated[], name: string): string | undefined {
  const value = valueOf(given, name);
  return value?.kind === 'scalar' ? value.text : undefined;
}
