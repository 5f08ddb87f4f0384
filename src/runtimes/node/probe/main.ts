import { basename, delimiter, dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { builtIns } from './builtIns';
import { parseDoor } from './hostConnection';
import { Probe } from './probe';

/** Programs that start the runtime as a child of theirs. */
const LAUNCHERS = /[\\/](?:npm|npx|yarn|pnpm|pnpx)(?:-cli)?\.[cm]?js$/;
/** AWS's runtime client, as a package or where AWS's images have it. */
const CLIENT_OF_AWS = /[\\/]aws-lambda-ric[\\/]|^\/var\/runtime\//;
/** The option that AWS's client gets the probe through, before the function's own options. */
const OWN_OPTION = /^--require "((?:[^"\\]|\\.)*)"(?: |$)/;

/** Removes what told this process about the probe, so that the function and its children see none of it. */
function takeDoor(environment: NodeJS.ProcessEnv): string | undefined {
  const door = environment['_WARMPATH_PROBE'];
  Reflect.deleteProperty(environment, '_WARMPATH_PROBE');
  Reflect.deleteProperty(environment, '_WARMPATH_PROBE_FILE');
  const options = environment['NODE_OPTIONS'];
  const [own, file] = OWN_OPTION.exec(options ?? '') ?? [];
  if (options !== undefined && own !== undefined && basename(file ?? '') === basename(__filename)) {
    // Without the blank at the end there were no options of the function.
    if (own.endsWith(' ')) environment['NODE_OPTIONS'] = options.slice(own.length);
    else Reflect.deleteProperty(environment, 'NODE_OPTIONS');
  }
  withoutPythonsProbe(environment);
  return door;
}

/** A program that is not known beforehand may be one of Python, so Python's way in is there, too. */
function withoutPythonsProbe(environment: NodeJS.ProcessEnv): void {
  const folders = environment['PYTHONPATH']?.split(delimiter) ?? [];
  const [first = '', ...own] = folders;
  if (first !== join(dirname(dirname(__filename)), 'python', 'sitecustomize')) return;
  if (own.length === 0) Reflect.deleteProperty(environment, 'PYTHONPATH');
  else environment['PYTHONPATH'] = own.join(delimiter);
}

function isKnownClient(program: string): boolean {
  return CLIENT_OF_AWS.test(program) || dirname(program) === dirname(__filename);
}

function resolved(program: string): string {
  try {
    return builtIns.realpathSync(program);
  } catch {
    return program;
  }
}

function begin(): void {
  const program = resolved(process.argv[1] ?? '');
  if (LAUNCHERS.test(program)) return;
  const handlerFile = process.env['_WARMPATH_HANDLER_FILE'];
  const door = parseDoor(takeDoor(process.env) ?? '');
  Reflect.deleteProperty(builtIns.require.cache, __filename);
  if (door === undefined) return;
  new Probe(door, {
    handler: process.env['_HANDLER'] ?? '',
    taskRoot: process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(),
    handlerFile,
    knownClient: isKnownClient(program),
  });
}

// Workers inherit the option that loads this file; what they do is the business of their process.
if (isMainThread) begin();
