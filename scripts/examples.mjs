// @ts-check

/**
 * One function of the examples, as `npm run examples` shows it.
 * @typedef {object} Example
 * @property {string} folder below examples/
 * @property {string} name of the function in the folder's template
 * @property {string} event file below the folder's events/
 * @property {string} point what to look at
 * @property {boolean} [functionError] some or all invocations end in a function error: that is the point
 * @property {boolean} [needsDatabase] needs the example database
 * @property {readonly string[]} [pythonModules] needs a Python interpreter that can import these
 */

const PSYCOPG2_AND_BOTO3 = ['psycopg2', 'boto3'];

/** @type {readonly Example[]} */
export const EXAMPLES = [
  {
    folder: 'lifecycle',
    name: 'NodeCounter',
    event: 'hello.json',
    point: 'A variable at module scope counts on over warm invocations.',
  },
  {
    folder: 'lifecycle',
    name: 'PythonCounter',
    event: 'hello.json',
    point: 'The same in Python.',
    pythonModules: [],
  },
  {
    folder: 'lifecycle',
    name: 'NodeStream',
    event: 'hello.json',
    point: 'The response leaves line by line, while the handler still works.',
  },
  {
    folder: 'lifecycle',
    name: 'NodeTemporaryFile',
    event: 'hello.json',
    point: 'A file in /tmp stays and grows.',
  },
  {
    folder: 'lifecycle',
    name: 'PythonTemporaryFile',
    event: 'hello.json',
    point: 'The same in Python.',
    pythonModules: [],
  },
  {
    folder: 'lifecycle',
    name: 'NodeLeftTimer',
    event: 'hello.json',
    point: 'A timer left running is frozen with the environment and fires in the next invocation.',
  },
  {
    folder: 'lifecycle',
    name: 'PythonLeftThread',
    event: 'hello.json',
    point: 'The same with a thread in Python.',
    pythonModules: [],
  },
  {
    folder: 'lifecycle',
    name: 'NodeSlowInit',
    event: 'hello.json',
    point: 'A second in the Init phase, once per environment.',
  },
  {
    folder: 'lifecycle',
    name: 'PythonSlowInit',
    event: 'hello.json',
    point: 'The same in Python.',
    pythonModules: [],
  },
  {
    folder: 'lifecycle',
    name: 'NodeFailure',
    event: 'order.json',
    point: 'An error of the handler fails the invocation and leaves the environment warm.',
    functionError: true,
  },
  {
    folder: 'lifecycle',
    name: 'PythonFailure',
    event: 'order.json',
    point: 'The same in Python.',
    functionError: true,
    pythonModules: [],
  },
  {
    folder: 'lifecycle',
    name: 'NodeTimeout',
    event: 'hello.json',
    point: 'Every second invocation times out: the processes end, /tmp stays.',
    functionError: true,
  },
  {
    folder: 'lifecycle',
    name: 'NodeCrash',
    event: 'hello.json',
    point: 'Every second invocation ends its process: the next one begins with a new Init phase.',
    functionError: true,
  },
  {
    folder: 'lifecycle',
    name: 'ObservedCounter',
    event: 'hello.json',
    point: 'An extension prints what the Telemetry API tells it about the environment.',
  },
  {
    folder: 'orders-python',
    name: 'ConnectPerInvocation',
    event: 'customer.json',
    point: 'Every invocation connects to the database again.',
    needsDatabase: true,
    pythonModules: PSYCOPG2_AND_BOTO3,
  },
  {
    folder: 'orders-python',
    name: 'ReuseConnection',
    event: 'customer.json',
    point: 'The environment keeps its connection: compare the durations.',
    needsDatabase: true,
    pythonModules: PSYCOPG2_AND_BOTO3,
  },
  {
    folder: 'orders-node',
    name: 'OrdersConnectPerInvocation',
    event: 'customer.json',
    point: 'Every invocation connects to the database again, in TypeScript.',
    needsDatabase: true,
  },
  {
    folder: 'orders-node',
    name: 'Orders',
    event: 'dollars.json',
    point: 'The environment keeps its database and its HTTP connection.',
    needsDatabase: true,
  },
  {
    folder: 'orders-node',
    name: 'StreamOrders',
    event: 'stream.json',
    point: 'The response is streamed while the database still delivers.',
    needsDatabase: true,
  },
];
