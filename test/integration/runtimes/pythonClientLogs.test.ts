import { describe, expect, test } from 'vitest';
import type { Frame } from '../../support/nodeClientHarness';
import { findPython, required, runPython, type PythonFunction } from '../../support/pythonClientHarness';

const python = findPython();
const TEXT = 'a55a0003';

interface Logged extends PythonFunction {
  readonly title: string;
  /** Frame type and text; `TIME` stands for the time of a text line, `TASK` for the task root. */
  readonly frames: readonly (readonly [type: string, text: string])[];
}

/** A handler with the given lines, behind `import logging`. */
function logging(...lines: string[]): string {
  return ['import logging', 'def handler(event, context):', ...lines.map((line) => `    ${line}`)].join('\n');
}

const json = { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' };

const logged: Logged[] = [
  {
    title: 'a warning, and nothing below as the root level is WARNING',
    code: logging('logging.info("no")', 'logging.warning("disk %s", "full")'),
    frames: [[TEXT, '[WARNING]\tTIME\trequest-1\tdisk full\n']],
  },
  {
    title: 'a message of several lines as one frame',
    code: logging('logging.error("a\\nb")'),
    frames: [[TEXT, '[ERROR]\tTIME\trequest-1\ta\nb\n']],
  },
  {
    title: 'an exception with its traceback',
    code: logging('try:', '    1 / 0', 'except ArithmeticError:', '    logging.exception("oh")'),
    frames: [
      [
        TEXT,
        '[ERROR]\tTIME\trequest-1\toh\nTraceback (most recent call last):\n  File "TASK/app.py", line 4, in handler\n    1 / 0\nZeroDivisionError: division by zero',
      ],
    ],
  },
  {
    title: 'an INFO record once the function lowered the level',
    code: `${logging('logging.info("é")')}\nlogging.getLogger().setLevel("INFO")\n`,
    frames: [[TEXT, '[INFO]\tTIME\trequest-1\té\n']],
  },
  {
    title: 'nothing differently after basicConfig',
    code: `${logging('logging.warning("w")')}\nlogging.basicConfig(format="%(message)s", level="DEBUG")\n`,
    frames: [[TEXT, '[WARNING]\tTIME\trequest-1\tw\n']],
  },
  {
    title: 'what is logged during init without a request id',
    code: `import logging\nlogging.warning("early")\n${logging('pass')}`,
    frames: [[TEXT, '[WARNING]\tTIME\t\tearly\n']],
  },
  {
    title: 'what a module imported late logs',
    code: 'def handler(event, context):\n    import logging.handlers\n    logging.getLogger("x").warning("late")\n',
    frames: [[TEXT, '[WARNING]\tTIME\trequest-1\tlate\n']],
  },
  {
    title: 'text of context.log as it is',
    code: 'def handler(event, context):\n    context.log("a\\n")\n    import logging\n    context.log(7)\n',
    frames: [
      [TEXT, 'a\n'],
      [TEXT, '7'],
    ],
  },
  {
    title: 'levels in the frame type when a level is configured',
    code: logging(
      'logging.debug("d")',
      'logging.info("i")',
      'logging.warning("w")',
      'logging.error("e")',
      'logging.critical("c")',
      'logging.log(35, "between")',
    ),
    environment: { AWS_LAMBDA_LOG_LEVEL: 'TRACE' },
    frames: [
      ['a55a000b', '[DEBUG]\tTIME\trequest-1\td\n'],
      ['a55a000f', '[INFO]\tTIME\trequest-1\ti\n'],
      ['a55a0013', '[WARNING]\tTIME\trequest-1\tw\n'],
      ['a55a0017', '[ERROR]\tTIME\trequest-1\te\n'],
      ['a55a001b', '[CRITICAL]\tTIME\trequest-1\tc\n'],
      ['a55a0013', '[Level 35]\tTIME\trequest-1\tbetween\n'],
    ],
  },
  {
    title: 'JSON',
    code: logging('logging.getLogger("shop").info("größer", extra={"order": 7, "none": None})', 'logging.debug("no")'),
    environment: json,
    frames: [
      [
        'a55a000e',
        '{"timestamp": "TIME", "level": "INFO", "message": "größer", "logger": "shop", "requestId": "request-1", "order": 7}\n',
      ],
    ],
  },
  {
    title: 'JSON with a tenant, and a message that stays text when the formatter is replaced',
    code: logging(
      'logging.warning("a")',
      'logging.getLogger().handlers[0].setFormatter(logging.Formatter("%(message)s"))',
      'logging.warning("b")',
    ),
    environment: json,
    invocations: [{ headers: { 'Lambda-Runtime-Aws-Tenant-Id': 'blue' } }],
    frames: [
      [
        'a55a0012',
        '{"timestamp": "TIME", "level": "WARNING", "message": "a", "logger": "root", "requestId": "request-1", "tenantId": "blue"}\n',
      ],
      ['a55a0013', 'b'],
    ],
  },
  {
    title: 'an exception as JSON',
    code: logging('try:', '    {}["k"]', 'except KeyError:', '    logging.exception("oh")'),
    environment: json,
    frames: [
      [
        'a55a0016',
        '{"timestamp": "TIME", "level": "ERROR", "message": "oh", "logger": "root", "stackTrace": ["  File \\"TASK/app.py\\", line 4, in handler\\n    {}[\\"k\\"]\\n"], "errorType": "KeyError", "errorMessage": "\'k\'", "requestId": "request-1", "location": "TASK/app.py:handler:6"}\n',
      ],
    ],
  },
  {
    title: 'the report of an uncaught error, indented by no-break spaces',
    code: 'def handler(event, context):\n    raise ValueError("bad\\nnews")\n',
    frames: [
      [
        'a55a0017',
        '[ERROR] ValueError: bad\nnews\nTraceback (most recent call last):\n\u00a0\u00a0File "TASK/app.py", line 2, in handler\n\u00a0\u00a0\u00a0\u00a0raise ValueError("bad\\nnews")',
      ],
    ],
  },
  {
    title: 'the report of an uncaught error as JSON',
    code: 'def handler(event, context):\n    raise ValueError\n',
    environment: json,
    frames: [
      [
        'a55a0016',
        '{"timestamp": "TIME", "log_level": "ERROR", "errorMessage": "", "errorType": "ValueError", "requestId": "request-1", "stackTrace": ["  File \\"TASK/app.py\\", line 2, in handler\\n    raise ValueError\\n"]}',
      ],
    ],
  },
];

/** Frames as the cases write them down, without times, folders and the underlining of newer Python versions. */
function neutral(frames: readonly Frame[], taskRoot: string): [string, string][] {
  return frames.map(({ type, text }) => [
    type,
    text
      .replaceAll(taskRoot, 'TASK')
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/, 'TIME')
      .replace(/\n *[~^]+(?=\n)/g, '')
      .replace(/\\n *[~^]+(?=\\n)/g, ''),
  ]);
}

describe('the framed log of a Python function has', () => {
  test.for(logged)('$title', async ({ frames, ...given }, context) => {
    const { answer, taskRoot, stdout, stderr } = await runPython(required(python, context), given);
    expect(neutral(answer.frames, taskRoot)).toEqual(frames);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  });

  test('the time of each message, in UTC in the line and in microseconds in the frame', async (context) => {
    const { answer } = await runPython(required(python, context), {
      code: logging('logging.error("x")'),
      environment: { TZ: 'Elsewhere-9' },
    });
    const [frame] = answer.frames;
    const line = /\t(.{23}Z)\t/.exec(frame?.text ?? '')?.[1] ?? '';
    expect(Math.abs(Date.parse(line) * 1000 - (frame?.epochMicroseconds ?? 0))).toBeLessThan(5_000_000);
  });

  test("a warning of AWS's and the report when the init fails", async (context) => {
    const { answer, taskRoot } = await runPython(required(python, context), { code: '', handler: 'app.nothing' });
    const [warning, report] = neutral(answer.frames, taskRoot);
    expect(warning?.[1]).toMatch(/^\[WARNING\]\tTIME\t\tLAMBDA_WARNING: Unhandled exception\. [^\n]+\.html\r\n$/);
    expect(report).toEqual([
      'a55a0017',
      "[ERROR] Runtime.HandlerNotFound: Handler 'nothing' missing on module 'app'\nTraceback (most recent call last):",
    ]);
  });
});

describe('without the framed log', () => {
  test('log lines of a Python function go to standard output, reports with carriage returns', async (context) => {
    const { answer, taskRoot } = await runPython(required(python, context), {
      code: logging('logging.warning("w")', 'context.log("c\\n")', 'raise ValueError("v")'),
      framedLog: false,
    });
    expect(answer.frames).toEqual([]);
    const [[, stdout] = []] = neutral([{ type: TEXT, epochMicroseconds: 0, text: answer.stdout }], taskRoot);
    expect(stdout).toBe(
      '[WARNING]\tTIME\trequest-1\tw\nc\n[ERROR] ValueError: v\rTraceback (most recent call last):\r\u00a0\u00a0File "TASK/app.py", line 5, in handler\r\u00a0\u00a0\u00a0\u00a0raise ValueError("v")\n',
    );
  });
});

describe('before the answer of a Python function is posted, there is', () => {
  test.for([
    { title: 'what it printed', code: 'def handler(e, c): print("a"); print("b", end="")', stdout: 'a\nb', stderr: '' },
    {
      title: 'what it printed to stderr',
      code: 'import sys\ndef handler(e, c): print("a", end="", file=sys.stderr)',
      stdout: '',
      stderr: 'a',
    },
    {
      title: 'what a thread printed',
      code: 'import threading\ndef handler(e, c):\n    t = threading.Thread(target=print, args=("a",)); t.start(); t.join()\n',
      stdout: 'a\n',
      stderr: '',
    },
    {
      title: 'what it printed in JSON format, as plain text',
      code: 'def handler(e, c): print("a")',
      environment: json,
      stdout: 'a\n',
      stderr: '',
    },
    {
      title: 'what it printed during init',
      code: 'print("init")\ndef handler(e, c): pass',
      stdout: 'init\n',
      stderr: '',
    },
    {
      title: 'a warning of Python',
      code: 'import warnings\ndef handler(e, c): warnings.showwarning("a", UserWarning, "f", 1, line="")',
      stdout: '',
      stderr: 'f:1: UserWarning: a\n',
    },
  ])('$title', async ({ stdout, stderr, ...given }, context) => {
    const { answer } = await runPython(required(python, context), given);
    expect(answer).toMatchObject({ stdout, stderr, frames: [] });
  });
});

test('a Python function that never logs does not pay for the import of logging', async (context) => {
  const { answer } = await runPython(required(python, context), {
    code: 'import sys\ndef handler(e, c): return [n for n in ("logging", "traceback", "inspect", "socket") if n in sys.modules]',
  });
  expect(answer.text).toBe('[]');
});

test('logging looks to a Python function as if it had been imported without help', async (context) => {
  const { answer } = await runPython(required(python, context), {
    code: logging(
      'spec, root = logging.__spec__, logging.getLogger()',
      'same = spec.loader is logging.__loader__ and type(spec.loader).__name__ == "SourceFileLoader"',
      'return [same, len(root.handlers), type(root.handlers[0]).__name__, root.level]',
    ),
  });
  expect(answer.text).toBe('[true, 1, "LambdaLoggerHandler", 30]');
});
