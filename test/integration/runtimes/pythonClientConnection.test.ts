import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  findPython,
  required,
  runPython,
  startPython,
  type PythonFunction,
  type PythonRun,
} from '../../support/pythonClientHarness';
import { SlowRelay } from '../../support/slowRelay';

const python = findPython();
const ECHO = 'def handler(event, context):\n    return event\n';

async function start(command: string, given: PythonFunction): Promise<PythonRun> {
  const started = await startPython(command, given);
  onTestFinished(() => started.run.dispose());
  return started;
}

async function startBehindRelay(command: string, given: PythonFunction): Promise<PythonRun & { relay: SlowRelay }> {
  const relay = await SlowRelay.start();
  onTestFinished(() => relay.dispose());
  const started = await start(command, { ...given, environment: { AWS_LAMBDA_RUNTIME_API: relay.address } });
  relay.target = started.run.api.address;
  return { ...started, relay };
}

describe('a Python client reads an event', () => {
  test('that arrives byte by byte', async (context) => {
    const { run, answers } = await startBehindRelay(required(python, context), {
      code: ECHO,
      invocations: [{ event: { a: 'é'.repeat(40) } }, { event: { b: 2 } }, { event: 3 }],
      runtime: 'python3.13',
    });
    await run.api.allServed;
    expect(answers.map(({ text }) => text)).toEqual([`{"a": "${'é'.repeat(40)}"}`, '{"b": 2}', '3']);
  });

  test('of 6 MB and posts a result of 6 MB', async (context) => {
    const event = `"${'x'.repeat(6 * 1024 * 1024)}"`;
    const { answers } = await runPython(required(python, context), {
      code: ECHO,
      invocations: [{ event }, { event: 1 }],
    });
    expect(answers.map(({ text }) => text === event || text)).toEqual([true, '1']);
  });

  test('while signals interrupt it all the time', async (context) => {
    const event = `"${'x'.repeat(1024 * 1024)}"`;
    const { answers, code } = await runPython(required(python, context), {
      code: [
        'import signal',
        'count = 0',
        'def tick(*_):\n    global count\n    count += 1',
        'signal.signal(signal.SIGALRM, tick)',
        'signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)',
        'def handler(event, context):\n    while not count: pass\n    return event',
      ].join('\n'),
      invocations: [{ event }, { event: 1 }, { event }, { event: 1 }],
    });
    expect(answers.map(({ text }) => text === event || text)).toEqual([true, '1', true, '1']);
    expect(code).toBeNull();
  });
});

test('a Python client posts its answer and asks for the next event in one write', async (context) => {
  const { run, relay } = await startBehindRelay(required(python, context), { code: ECHO, invocations: [{}, {}] });
  await run.api.allServed;
  expect(relay.sent.map((piece) => piece.match(/(GET|POST) \S+/g))).toEqual([
    ['GET /2018-06-01/runtime/invocation/next'],
    ['POST /2018-06-01/runtime/invocation/request-1/response', 'GET /2018-06-01/runtime/invocation/next'],
    ['POST /2018-06-01/runtime/invocation/request-2/response', 'GET /2018-06-01/runtime/invocation/next'],
  ]);
});

test('a Python client tells its version', async (context) => {
  const { answer } = await runPython(required(python, context), {
    code: 'import platform\ndef handler(event, context):\n    return platform.python_version()\n',
  });
  expect(answer.headers['user-agent']).toBe(`warmpath-python/${JSON.parse(answer.text) as string}`);
});

describe('a Python process', () => {
  test('ends at once when its host is gone, whatever its threads do', async (context) => {
    const { run } = await start(required(python, context), {
      code: `import threading\nthreading.Thread(target=threading.Event().wait).start()\n${ECHO}`,
    });
    await run.api.allServed;
    run.api.dispose();
    expect(await run.exited).toEqual({ code: 1, signal: null });
    expect(run.written().stderr).toBe('');
  });

  test('ends by SIGTERM when the function does not handle it', async (context) => {
    const { run } = await start(required(python, context), { code: ECHO });
    await run.api.allServed;
    run.signal('SIGTERM');
    expect(await run.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('calls the SIGTERM handler of the function while it waits for an event', async (context) => {
    const { run } = await start(required(python, context), {
      code: `import signal, sys\ndef stop(*_):\n    print("bye")\n    sys.exit(5)\nsignal.signal(signal.SIGTERM, stop)\n${ECHO}`,
    });
    await run.api.allServed;
    run.signal('SIGTERM');
    expect(await run.exited).toEqual({ code: 5, signal: null });
    expect(run.written().stdout).toBe('bye\n');
  });

  test('survives being stopped anywhere', async (context) => {
    const count = 40;
    const { run, answers } = await start(required(python, context), {
      code: [
        'import logging, os, threading',
        '# The framed log as a pipe, where writes can be cut short.',
        'frames, (reader, writer) = os.dup(3), os.pipe()',
        'os.dup2(writer, 3)',
        'def forward():',
        '    while True: os.write(frames, os.read(reader, 5000))',
        'threading.Thread(target=forward, daemon=True).start()',
        'def handler(event, context):',
        '    logging.error("y" * 200_000)',
        '    print("z" * 200_000)',
        '    return event',
      ].join('\n'),
      invocations: Array.from({ length: count }, (_, index) => ({ event: `"${`${index}`.padEnd(200_000, 'x')}"` })),
    });
    const finished = new AbortController();
    void run.api.allServed.then(() => finished.abort());
    // Stops fall wherever the process happens to be; the pauses only spread them.
    for (let round = 0; !finished.signal.aborted; round += 1) {
      run.signal('SIGSTOP');
      await delay(round % 3);
      run.signal('SIGCONT');
      await delay(round % 5);
    }
    run.signal('SIGTERM');
    await run.exited;
    expect(answers.map(({ text }) => text.slice(1).split('x')[0])).toEqual(
      Array.from({ length: count }, (_, index) => `${index}`),
    );
    const { stdout, frames } = run.written();
    expect(stdout === `${'z'.repeat(200_000)}\n`.repeat(count)).toBe(true);
    expect(frames.map(({ type, text }) => [type, text.split('\t').at(-1)?.length])).toEqual(
      Array(count).fill(['a55a0003', 200_001]),
    );
  });

  test('goes on when the function replaces what the client uses', async (context) => {
    const { answers } = await runPython(required(python, context), {
      code: [
        'import io, json, logging, os, socket, sys, time, traceback',
        'def handler(event, context):',
        '    json.loads = json.dumps = json.JSONEncoder = json.JSONDecoder = None',
        '    socket.socket = os.write = os.pread = None',
        '    time.time = lambda: 4e12',
        '    socket.setdefaulttimeout(0.001)',
        '    sys.stdout = sys.stderr = io.StringIO()',
        '    print("unseen")',
        '    sys.argv = sys.path = None',
        '    os.environ = {}',
        '    logging.error("seen")',
        '    return [event, context.get_remaining_time_in_millis() > 0]',
      ].join('\n'),
      invocations: [{ event: 1 }, { event: 2 }, { event: 3 }],
    });
    expect(answers.map(({ text }) => text)).toEqual(['[1, true]', '[2, true]', '[3, true]']);
    expect(answers.at(-1)?.stdout).toBe('');
  });

  test('lets threads of the function log while it waits and during the next invocation', async (context) => {
    const { answers } = await runPython(required(python, context), {
      code: [
        'import logging, threading',
        'go, done = threading.Event(), threading.Event()',
        'def work():\n    go.wait()\n    logging.error("left over")\n    done.set()',
        'threading.Thread(target=work, daemon=True).start()',
        'def handler(event, context):',
        '    if event == 2:\n        go.set()\n        done.wait()',
      ].join('\n'),
      invocations: [{ event: 1 }, { event: 2 }],
    });
    expect(answers[0]?.frames).toEqual([]);
    expect(answers[1]?.frames[0]?.text).toMatch(/^\[ERROR\]\t[^\t]+\trequest-2\tleft over\n$/);
  });

  test('lets forked children log, even when a thread was logging at that moment', async (context) => {
    const { answer } = await runPython(required(python, context), {
      code: [
        'import os, threading',
        'def handler(event, context):',
        '    busy = True',
        '    def chatter():',
        '        while busy: context.log("parent")',
        '    thread = threading.Thread(target=chatter)',
        '    thread.start()',
        '    statuses = set()',
        '    for _ in range(100):',
        '        child = os.fork()',
        '        if child == 0:',
        '            context.log("child")',
        '            os._exit(0)',
        '        statuses.add(os.waitpid(child, 0)[1])',
        '    busy = False',
        '    thread.join()',
        '    return list(statuses)',
      ].join('\n'),
    });
    expect(answer.text).toBe('[0]');
    expect(answer.frames.filter(({ text }) => text === 'child')).toHaveLength(100);
    expect(new Set(answer.frames.map(({ text }) => text))).toEqual(new Set(['child', 'parent']));
  });

  test('lets a signal handler log while the function logs', async (context) => {
    const { answer } = await runPython(required(python, context), {
      code: [
        'import signal',
        'def handler(event, context):',
        '    ticks = []',
        '    def tick(*_):',
        '        context.log("tick")',
        '        ticks.append(1)',
        '    signal.signal(signal.SIGALRM, tick)',
        '    signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)',
        '    while len(ticks) < 300: context.log("tock")',
        '    signal.setitimer(signal.ITIMER_REAL, 0)',
        '    return len(ticks)',
      ].join('\n'),
    });
    expect(answer.frames.filter(({ text }) => text === 'tick')).toHaveLength(Number(answer.text));
  });

  test('says so when the Runtime API cannot be reached', async (context) => {
    const result = await runPython(required(python, context), {
      code: ECHO,
      environment: { AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1' },
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /^The Runtime API at 127\.0\.0\.1:1 \(AWS_LAMBDA_RUNTIME_API\) cannot be reached: .+\.\n$/,
    );
  });
});
