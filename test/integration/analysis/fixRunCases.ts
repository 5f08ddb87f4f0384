/** What answers a program: a stand-in, or the real server where the machine has one. */
export type ServiceName = 'documents' | 'lines' | 'postgresql' | 'redis' | 'silence';

/** What a fix does to a program of `test/fixtures/fixRuns`. */
export interface FixRunCase {
  /** The folder of the program. */
  readonly program: string;
  readonly rule: string;
  /** What answers the program; nothing where it asks nobody. */
  readonly service?: ServiceName;
  /** What answers the program as it was, if that is another: only so it is certain to be too early or too late. */
  readonly serviceBefore?: ServiceName;
  /** Python modules that the interpreter must have. */
  readonly modules?: readonly string[];
  /** One for each invocation; three that are told apart by `n` where it is left out. */
  readonly events?: readonly unknown[];
  /** Seconds that an invocation may take before the fix, where it is known to take for ever. */
  readonly timeoutBefore?: number;
  /** The service ends all connections between invocations. */
  readonly isLosing?: boolean;
  /** The answers are new each time: only how many different ones there are is known. */
  readonly isRandom?: boolean;
  /** Answers before the fix, where a fix changes them. */
  readonly before?: readonly unknown[];
  /** Answers after each of the fixes, which are those before it, too, where nothing else is said. */
  readonly after: readonly unknown[];
  /** Connections before the fix. */
  readonly connections?: number;
  /** The titles of all fixes that are offered, with the connections after each. */
  readonly fixes: Readonly<Record<string, number>>;
}

const REGIONS = [{ region: 'eu-west-1' }, { region: 'us-east-2' }, { region: 'eu-west-1' }];
const IN_REGIONS = ['eu-west-1', 'us-east-2', 'eu-west-1'];
const ROWS = [['SELECT 1'], ['SELECT 2'], ['SELECT 3']];
const NODE_ROWS = ROWS.map(([answer]) => [{ answer }]);
const DOUBLED_ROWS = [2, 4, 6].map((doubled) => [{ doubled }]);
const NUMBERS = [{ n: 1 }, { n: 2 }, { n: 3 }];
const APPS = NUMBERS.map(({ n }) => ({ app: '[DEFAULT]', n }));
const TABLES = NUMBERS.map(({ n }) => ({ n, tables: ['orders'] }));

export const PYTHON_CASES: readonly FixRunCase[] = [
  {
    program: 'python-async-handler',
    rule: 'async-python-handler',
    before: Array<string>(3).fill('failed: Runtime.MarshalError'),
    after: NUMBERS,
    fixes: { 'Run it with asyncio.run() in a plain handler': 0 },
  },
  {
    program: 'python-client',
    rule: 'client-in-handler',
    service: 'documents',
    modules: ['boto3'],
    after: TABLES,
    connections: 3,
    fixes: {
      'Make it once when the module is loaded (tests need a region then)': 1,
      'Make it on first use and keep it': 1,
    },
  },
  {
    program: 'python-connection',
    rule: 'client-in-handler',
    service: 'lines',
    after: ROWS,
    connections: 3,
    fixes: { 'Keep the connection, and connect again when it is lost': 1 },
  },
  {
    program: 'python-postgresql',
    rule: 'client-in-handler',
    service: 'postgresql',
    modules: ['psycopg2'],
    after: [2, 4, 6],
    connections: 3,
    fixes: { 'Keep the connection, and connect again when it is lost': 1 },
  },
  {
    program: 'python-redis',
    rule: 'client-in-handler',
    service: 'redis',
    modules: ['redis'],
    after: ['1', '2', '3'],
    connections: 3,
    fixes: { 'Make it once when the module is loaded': 1, 'Make it on first use and keep it': 1 },
  },
  {
    program: 'python-client-by-region',
    rule: 'event-dependent-client',
    service: 'documents',
    modules: ['boto3'],
    events: REGIONS,
    after: IN_REGIONS,
    connections: 3,
    fixes: { 'Keep one for each region_name': 2 },
  },
  {
    program: 'python-frozen-default',
    rule: 'frozen-at-init',
    isRandom: true,
    before: [1],
    after: [3],
    fixes: { 'Make request_id anew in every call': 0 },
  },
  {
    program: 'python-frozen-constant',
    rule: 'frozen-at-init',
    isRandom: true,
    before: [1],
    after: [3],
    fixes: { 'Make REQUEST_ID anew in every invocation': 0 },
  },
  {
    program: 'python-heavy-work',
    rule: 'heavy-work-in-handler',
    after: [3, 6, 9],
    fixes: { 'Do it once when the module is loaded': 0 },
  },
  {
    program: 'python-import',
    rule: 'import-in-handler',
    after: ['Error 1', 'Error 2', 'Error 3'],
    fixes: { 'Import it at the top': 0 },
  },
  {
    program: 'python-buffer',
    rule: 'invocation-object-shared',
    before: ['1', '12', '123'],
    after: ['1', '2', '3'],
    fixes: { 'Make buffer anew in every invocation': 0 },
  },
  {
    program: 'python-state-default',
    rule: 'module-state-mutated',
    before: [[1], [1, 2], [1, 2, 3]],
    after: [[1], [2], [3]],
    fixes: { 'Make found anew in every call': 0 },
  },
  {
    program: 'python-state-copied',
    rule: 'module-state-mutated',
    before: [
      { accept: 'text/plain', 'x-1': '1' },
      { accept: 'text/plain', 'x-1': '1', 'x-2': '2' },
      { accept: 'text/plain', 'x-1': '1', 'x-2': '2', 'x-3': '3' },
    ],
    after: [
      { accept: 'text/plain', 'x-1': '1' },
      { accept: 'text/plain', 'x-2': '2' },
      { accept: 'text/plain', 'x-3': '3' },
    ],
    fixes: { 'Change a copy of DEFAULT_HEADERS': 0 },
  },
  {
    program: 'python-state-filled',
    rule: 'module-state-mutated',
    before: [[1], [1, 2], [1, 2, 3]],
    after: [[1], [2], [3]],
    fixes: { 'Make orders anew in every invocation': 0 },
  },
  {
    program: 'python-state-logger',
    rule: 'module-state-mutated',
    before: [{ order: 1 }, { order: 1 }, { order: 1 }],
    after: [{ order: 1 }, {}, {}],
    fixes: { 'Clear the keys after every invocation': 0 },
  },
  {
    program: 'python-no-timeout',
    rule: 'no-timeout',
    service: 'documents',
    after: [3, 6, 9],
    connections: 3,
    fixes: { 'Give up after 5 s': 3 },
  },
  {
    program: 'python-no-timeout-aws',
    rule: 'no-timeout',
    service: 'documents',
    modules: ['boto3'],
    after: TABLES,
    connections: 1,
    fixes: { 'Give up after 5 s': 1 },
  },
  {
    program: 'python-register-once',
    rule: 'register-once',
    before: [APPS[0], 'failed: ValueError', 'failed: ValueError'],
    after: APPS,
    fixes: { 'Do it once when the module is loaded': 0 },
  },
  {
    program: 'python-register-handler',
    rule: 'register-once',
    before: [1, 2, 3],
    after: [1, 1, 1],
    fixes: { 'Do it once when the module is loaded': 0 },
  },
  {
    program: 'python-session',
    rule: 'session-per-invocation',
    modules: ['boto3'],
    after: NUMBERS.map(({ n }) => ({ region: 'eu-west-1', n })),
    fixes: { 'Make it once when the module is loaded': 0, 'Make it on first use and keep it': 0 },
  },
  {
    program: 'python-closed',
    rule: 'shared-connection-closed',
    service: 'lines',
    before: [ROWS[0], 'failed: InterfaceError', 'failed: InterfaceError'],
    after: ROWS,
    connections: 1,
    fixes: { 'Connect again in the next invocation': 3 },
  },
  {
    program: 'python-closed-client',
    rule: 'shared-connection-closed',
    service: 'lines',
    before: [{ answer: 'shop.orders 1' }, 'failed: InvalidOperation', 'failed: InvalidOperation'],
    after: [1, 2, 3].map((n) => ({ answer: `shop.orders ${n}` })),
    connections: 1,
    fixes: { 'Leave it open for the next invocation': 1 },
  },
  {
    program: 'python-closed-postgresql',
    rule: 'shared-connection-closed',
    service: 'postgresql',
    modules: ['psycopg2'],
    before: [2, 'failed: InterfaceError', 'failed: InterfaceError'],
    after: [2, 4, 6],
    connections: 1,
    fixes: { 'Connect again in the next invocation': 3 },
  },
  {
    program: 'python-stale',
    rule: 'stale-connection',
    service: 'lines',
    isLosing: true,
    before: [ROWS[0], 'failed: OperationalError', 'failed: OperationalError'],
    after: ROWS,
    connections: 1,
    fixes: { 'Check the connection before it is used': 3 },
  },
  {
    program: 'python-stale-postgresql',
    rule: 'stale-connection',
    service: 'postgresql',
    modules: ['psycopg2'],
    isLosing: true,
    before: [2, 'failed: OperationalError', 'failed: InterfaceError'],
    after: [2, 4, 6],
    connections: 1,
    fixes: { 'Check the connection before it is used': 3 },
  },
  {
    program: 'python-temporary-folder',
    rule: 'tmp-file-left',
    before: [0, 1, 2].map((left) => ({ left, size: 1 })),
    after: [0, 0, 0].map((left) => ({ left, size: 1 })),
    fixes: { 'Use a temporary directory that is removed': 0 },
  },
  {
    program: 'python-temporary-file',
    rule: 'tmp-file-left',
    before: [0, 1, 2].map((left) => ({ left, size: 1 })),
    after: [0, 0, 0].map((left) => ({ left, size: 1 })),
    fixes: { 'Remove it whatever happens': 0 },
  },
  {
    program: 'python-temporary-name',
    rule: 'tmp-name-shared',
    before: ['1', '12', '123'].map((text) => ({ text })),
    after: ['1', '2', '3'].map((text) => ({ text })),
    fixes: { 'Use a temporary directory of its own': 0 },
  },
  ...['python-thread', 'python-future', 'python-task'].map((program) => ({
    program,
    rule: 'work-after-response',
    service: 'lines' as const,
    serviceBefore: 'silence' as const,
    before: [[], [], []],
    after: [['1'], ['2'], ['3']],
    fixes: {
      [{ 'python-thread': 'Join it before the function returns', 'python-future': 'Wait for the result' }[program] ??
      'Await it']: 3,
    },
  })),
  {
    program: 'python-process',
    rule: 'work-after-response',
    service: 'lines',
    serviceBefore: 'silence',
    before: [false, false, false],
    after: [true, true, true],
    fixes: { 'Wait for the process': 3 },
  },
];

export const NODE_CASES: readonly FixRunCase[] = [
  {
    program: 'node-async-with-callback',
    rule: 'async-with-callback',
    service: 'documents',
    after: [3, 6, 9],
    fixes: { 'Return instead of calling back': 1 },
  },
  {
    program: 'node-callback-unused',
    rule: 'callback-parameter',
    before: Array<string>(3).fill('failed: Runtime.CallbackHandlerDeprecated'),
    after: NUMBERS,
    fixes: { 'Remove the callback parameter': 0 },
  },
  {
    program: 'node-callback-used',
    rule: 'callback-parameter',
    before: Array<string>(3).fill('failed: Runtime.CallbackHandlerDeprecated'),
    after: [{ n: 1 }, 'failed: TypeError', { n: 3 }],
    fixes: { 'Return instead of calling back': 0 },
  },
  {
    program: 'node-callback-waits',
    rule: 'callback-waits',
    service: 'lines',
    timeoutBefore: 1,
    before: Array<string>(3).fill('failed: Sandbox.Timedout'),
    after: NODE_ROWS,
    fixes: { 'Answer without waiting for the event loop': 1 },
  },
  {
    program: 'node-callback-waits-for-nothing',
    rule: 'callback-waits',
    after: NUMBERS,
    fixes: { 'Remove callbackWaitsForEmptyEventLoop': 0 },
  },
  {
    program: 'node-client',
    rule: 'client-in-handler',
    service: 'documents',
    after: NUMBERS.map(({ n }) => ({ n, functions: ['orders'] })),
    connections: 3,
    fixes: { 'Create client once, outside of the handler': 1, 'Create client on first use and keep it': 1 },
  },
  {
    program: 'node-redis',
    rule: 'client-in-handler',
    service: 'lines',
    after: ['get 1', 'get 2', 'get 3'],
    connections: 3,
    fixes: {
      'Create redis once, outside of the handler, and leave it open': 1,
      'Create redis on first use and keep it, and leave it open': 1,
    },
  },
  {
    program: 'node-connection',
    rule: 'client-in-handler',
    service: 'lines',
    after: NODE_ROWS,
    connections: 3,
    fixes: { 'Connect once and keep the connection, and leave it open': 1 },
  },
  {
    program: 'node-database',
    rule: 'client-in-handler',
    service: 'lines',
    after: [1, 2, 3].map((n) => ({ answer: `shop ${n}` })),
    connections: 3,
    fixes: {
      'Create client once, outside of the handler, and leave it open': 1,
      'Create client on first use and keep it, and leave it open': 1,
    },
  },
  {
    program: 'node-postgresql',
    rule: 'client-in-handler',
    service: 'postgresql',
    after: DOUBLED_ROWS,
    connections: 3,
    fixes: { 'Connect once and keep the connection, and leave it open': 1 },
  },
  {
    program: 'node-client-by-region',
    rule: 'event-dependent-client',
    service: 'documents',
    events: REGIONS,
    after: IN_REGIONS,
    connections: 3,
    fixes: { 'Keep one client for each region': 2 },
  },
  {
    program: 'node-frozen',
    rule: 'frozen-at-init',
    isRandom: true,
    before: [1],
    after: [3],
    fixes: { 'Move requestId into the function that uses it': 0 },
  },
  {
    program: 'node-heavy-work',
    rule: 'heavy-work-in-handler',
    after: [3, 6, 9],
    fixes: { 'Make rates once, outside of the handler': 0 },
  },
  {
    program: 'node-heavy-text',
    rule: 'heavy-work-in-handler',
    after: [1, 2, 3].map((n) => `Good morning, number ${n}.`),
    fixes: { 'Make greeting once, outside of the handler': 0 },
  },
  {
    program: 'node-import',
    rule: 'import-in-handler',
    after: ['Redis 1', 'Redis 2', 'Redis 3'],
    fixes: { 'Load ioredis at the top of the file': 0 },
  },
  ...['node-temporary-file', 'node-temporary-folder'].map((program) => ({
    program,
    rule: 'tmp-file-left',
    before: [0, 1, 2].map((left) => ({ left, size: 1 })),
    after: [0, 0, 0].map((left) => ({ left, size: 1 })),
    fixes: { 'Remove it whatever happens': 0 },
  })),
  {
    program: 'node-temporary-name',
    rule: 'tmp-name-shared',
    before: [false, true, true].map((left) => ({ left })),
    after: [false, false, false].map((left) => ({ left })),
    fixes: { 'Remove it whatever happens': 0 },
  },
  {
    program: 'node-state',
    rule: 'module-state-mutated',
    events: [{ options: { page: 2 } }, { options: { size: 5 } }, {}],
    before: [{ page: 2 }, { page: 2, size: 5 }, { page: 2, size: 5 }],
    after: [{ page: 2 }, { page: 1, size: 5 }, { page: 1 }],
    fixes: { 'Leave defaults as it is': 0 },
  },
  {
    program: 'node-no-timeout',
    rule: 'no-timeout',
    service: 'documents',
    after: [3, 6, 9],
    connections: 1,
    fixes: { 'Give it a timeout of 5 s': 1 },
  },
  {
    program: 'node-no-timeout-aws',
    rule: 'no-timeout',
    service: 'documents',
    after: NUMBERS.map(({ n }) => ({ n, functions: 1 })),
    connections: 1,
    fixes: { 'Give it a timeout of 5 s': 1 },
  },
  {
    program: 'node-register-once',
    rule: 'register-once',
    before: [APPS[0], 'failed: Error', 'failed: Error'],
    after: APPS,
    fixes: {
      'Call admin.initializeApp() once, outside of the handler': 0,
      'Initialise Firebase only where it is not yet': 0,
    },
  },
  {
    program: 'node-register-app',
    rule: 'register-once',
    before: [APPS[0], 'failed: Error', 'failed: Error'],
    after: APPS,
    fixes: { 'Create app once, outside of the handler': 0 },
  },
  {
    program: 'node-closed',
    rule: 'shared-connection-closed',
    service: 'lines',
    before: [NODE_ROWS[0], 'failed: Error', 'failed: Error'],
    after: NODE_ROWS,
    connections: 1,
    fixes: { 'Remove pool.end()': 1, 'Forget pool when it is closed': 3 },
  },
  {
    program: 'node-closed-client',
    rule: 'shared-connection-closed',
    service: 'lines',
    before: [{ answer: 'shop 1' }, 'failed: Error', 'failed: Error'],
    after: [1, 2, 3].map((n) => ({ answer: `shop ${n}` })),
    connections: 1,
    fixes: { 'Remove client.close()': 1 },
  },
  {
    program: 'node-closed-postgresql',
    rule: 'shared-connection-closed',
    service: 'postgresql',
    before: [DOUBLED_ROWS[0], 'failed: Error', 'failed: Error'],
    after: DOUBLED_ROWS,
    connections: 1,
    fixes: { 'Remove pool.end()': 1 },
  },
  {
    program: 'node-unawaited-init',
    rule: 'unawaited-init',
    service: 'documents',
    serviceBefore: 'silence',
    before: NUMBERS,
    after: NUMBERS.map(({ n }) => ({ n, rate: 3 })),
    fixes: { 'Wait for it in the Init phase': 1 },
  },
  {
    program: 'node-unawaited-init-commonjs',
    rule: 'unawaited-init',
    service: 'documents',
    serviceBefore: 'silence',
    before: NUMBERS,
    after: NUMBERS.map(({ n }) => ({ n, rate: 3 })),
    fixes: { 'Start it in the handler once and wait for it': 1 },
  },
  {
    program: 'node-work',
    rule: 'work-after-response',
    service: 'documents',
    serviceBefore: 'silence',
    before: [[], [], []],
    after: [[200], [200], [200]],
    fixes: { 'Wait for it': 1 },
  },
  {
    program: 'node-work-of-each',
    rule: 'work-after-response',
    service: 'documents',
    serviceBefore: 'silence',
    before: [[], [], []],
    after: [
      [200, 200],
      [200, 200],
      [200, 200],
    ],
    fixes: { 'Wait for all of it': 2 },
  },
];

/** Programs that have their connection taken away between invocations. */
export const LOSING_CASES: readonly FixRunCase[] = PYTHON_CASES.filter(({ program }) =>
  ['python-connection', 'python-postgresql'].includes(program),
).map((each) => ({
  ...each,
  isLosing: true,
  fixes: { 'Keep the connection, and connect again when it is lost': 3 },
}));

/** Programs with the rule `no-timeout` that say when they give up on a service. */
export const PATIENT_PROGRAMS: readonly string[] = ['python-no-timeout', 'node-no-timeout', 'node-no-timeout-aws'];
