import { describe, expect, it } from 'vitest';
import { EnvironmentStates } from '../../../src/editor/environmentStates';
import { BatchedText } from '../../../src/editor/output/batchedText';
import { InvocationText, type AskedInvocation } from '../../../src/editor/output/invocationText';
import { readableBody } from '../../../src/editor/output/responseBody';
import { statusText, statusTooltip } from '../../../src/editor/output/statusText';
import type { Translate } from '../../../src/editor/translate';
import type { LoggingConfiguration } from '../../../src/lambda/functionConfiguration';
import type { EventRecords, LifecycleEvent, LifecycleEventType } from '../../../src/lambda/lifecycleEvents';
import { lifecycleEvent } from '../environment/lifecycleEvent';
import { ManualClock } from '../environment/manualClock';

const TEXT: LoggingConfiguration = { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' };
const METRICS = { durationMs: 3.01, billedDurationMs: 114, memorySizeMB: 128, maxMemoryUsedMB: 36 };
const english: Translate = (message, ...values) =>
  message.replace(/\{(\d)\}/g, (_match, index: string) => String(values[Number(index)]));

/** An output with what functions and the user of the editor do to it. */
class Output {
  private readonly text = new InvocationText(english);
  shown = '';
  log = '';

  event<Type extends LifecycleEventType>(functionName: string, type: Type, record: EventRecords[Type]): void {
    const event = { ...lifecycleEvent(type, record), functionName } as unknown as LifecycleEvent;
    for (const piece of this.text.record(event, TEXT)) {
      this.shown += piece.text;
      if (piece.log) this.log += piece.text;
    }
  }

  asks(functionName: string, requestId: string): AskedInvocation {
    const asked = { requestId, functionName, label: `My${functionName}`, eventSource: 'order.json' };
    this.text.ask(asked);
    return asked;
  }

  answers(asked: AskedInvocation, body: string): void {
    this.shown += this.text.result(asked, 'Response:', body);
  }

  refuses(asked: AskedInvocation, message: string): void {
    this.shown += this.text.refused(asked, message);
    this.text.finish(asked);
  }

  creates(functionName: string, reason: string): void {
    this.event(functionName, 'environment.created', { reason, initializationType: 'on-demand', fidelity: [] });
  }

  starts(functionName: string, requestId: string): void {
    this.event(functionName, 'platform.start', { requestId, version: '$LATEST' });
  }

  reports(functionName: string, requestId: string): void {
    this.event(functionName, 'platform.report', { requestId, status: 'success', metrics: METRICS });
  }
}

describe('the output of invocations', () => {
  it('begins with a heading that says why it is cold, or that it is warm', () => {
    const output = new Output();
    const first = output.asks('orders', 'r1');
    output.creates('orders', 'first invocation');
    output.starts('orders', 'r1');
    output.event('orders', 'function', 'working');
    output.answers(first, '{}\n');
    output.reports('orders', 'r1');
    const second = output.asks('orders', 'r2');
    output.starts('orders', 'r2');
    output.answers(second, '1\n');
    output.reports('orders', 'r2');
    expect(output.shown).toBe(`
▶ Myorders ← order.json · cold start: first invocation
START RequestId: r1 Version: $LATEST
working
Response:
{}
END RequestId: r1
REPORT RequestId: r1\tDuration: 3.01 ms\tBilled Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t

▶ Myorders ← order.json · warm
START RequestId: r2 Version: $LATEST
Response:
1
END RequestId: r2
REPORT RequestId: r2\tDuration: 3.01 ms\tBilled Duration: 114 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t
`);
    expect(output.log).toBe('working\n');
  });

  it('has a heading also when nothing was started', () => {
    const output = new Output();
    output.refuses(output.asks('orders', 'r1'), 'Rate Exceeded.');
    expect(output.shown).toBe('\n▶ Myorders ← order.json\nRate Exceeded.\n');
  });

  it('has no heading for invocations from elsewhere, and says why they are cold', () => {
    const output = new Output();
    output.creates('orders', 'code changed: index.js');
    output.event('orders', 'environment.notice', { message: 'It runs with another version.' });
    output.starts('orders', 'r1');
    expect(output.shown).toBe(
      'cold start: code changed: index.js\nnote: It runs with another version.\nSTART RequestId: r1 Version: $LATEST\n',
    );
  });

  it('tells the lines of functions apart while several are at work', () => {
    const output = new Output();
    output.asks('orders', 'r1');
    output.starts('orders', 'r1');
    output.event('orders', 'function', 'alone');
    output.starts('stock', 'r2');
    output.event('orders', 'function', 'first\nsecond\r third');
    output.reports('stock', 'r2');
    output.event('orders', 'function', 'alone again');
    const own = output.shown.split('\n').filter((line) => !line.includes('REPORT'));
    expect(own).toEqual([
      ...['', '▶ Myorders ← order.json · warm', 'START RequestId: r1 Version: $LATEST', 'alone'],
      ...['stock │ START RequestId: r2 Version: $LATEST'],
      ...['Myorders │ first', 'Myorders │ second', 'Myorders │  third'],
      ...['stock │ END RequestId: r2', 'alone again', ''],
    ]);
  });
});

describe('a response', () => {
  const noNote = (): string => 'cut\n';

  it('that is JSON is indented, and its numbers stay as they were written', () => {
    expect(readableBody('{"id":12345678901234567890,"total":12.50}', noNote)).toBe(
      '{\n  "id": 12345678901234567890,\n  "total": 12.50\n}\n',
    );
  });

  it('that is none stays as it is', () => {
    expect(readableBody('<p>{</p>', noNote)).toBe('<p>{</p>\n');
    expect(readableBody('{ not: "JSON" }', noNote)).toBe('{ not: "JSON" }\n');
    expect(readableBody('', noNote)).toBe('');
  });

  it('that is long is cut, and says so', () => {
    const shown = readableBody(`"${'x'.repeat(150_000)}"`, (characters) => `${characters} more\n`);
    expect(shown.length).toBeLessThan(101_000);
    expect(shown.endsWith('x\n50002 more\n')).toBe(true);
  });
});

describe('text for the output', () => {
  function batched(): { clock: ManualClock; text: BatchedText; calls: [string, string][] } {
    const calls: [string, string][] = [];
    const clock = new ManualClock();
    const target = {
      append: (text: string) => void calls.push(['append', text]),
      replace: (text: string) => void calls.push(['replace', text]),
    };
    return { clock, calls, text: new BatchedText(target, clock, (lines) => `${lines} left out\n`) };
  }

  it('is handed on together', () => {
    const { clock, text, calls } = batched();
    text.write('one\n');
    text.writeLog('two\n');
    expect(calls).toEqual([]);
    clock.advance(1_000);
    expect(calls).toEqual([['append', 'one\ntwo\n']]);
    clock.advance(1_000);
    text.write('three\n');
    text.flush();
    expect(calls.slice(1)).toEqual([['append', 'three\n']]);
    expect(clock.waiting).toEqual([]);
  });

  it('of a flood is bounded; the last lines and all results are shown, in order', () => {
    const { clock, text, calls } = batched();
    const lines = 100_000;
    for (let line = 1; line <= lines; line += 1) {
      text.writeLog(`line ${line}\n`);
      if (line === 10) text.write('RESULT\n');
    }
    clock.advance(1_000);
    const shown = calls.map(([, appended]) => appended).join('');
    expect(shown.length).toBeLessThan(140_000);
    expect(shown.startsWith('10 left out\nRESULT\n')).toBe(true);
    expect(shown.endsWith('line 99999\nline 100000\n')).toBe(true);
    const left = /^RESULT\n(\d+) left out\nline (\d+)$/m.exec(shown);
    expect(Number(left?.[1]) + 11).toBe(Number(left?.[2]));
  });

  it('shows a single line however long it is', () => {
    const { clock, text, calls } = batched();
    text.writeLog(`${'x'.repeat(300_000)}\n`);
    clock.advance(1_000);
    expect(calls[0]?.[1]).toHaveLength(300_001);
  });

  it('pushes out the oldest when there is too much of it', () => {
    const { clock, text, calls } = batched();
    const block = `${'x'.repeat(99)}\n`.repeat(1_000);
    for (let times = 0; times < 60; times += 1) {
      text.write(times === 59 ? `${block}the end\n` : block);
      clock.advance(1_000);
    }
    const replaced = calls.filter(([how]) => how === 'replace');
    expect(replaced).toHaveLength(1);
    expect(replaced[0]?.[1].length).toBeLessThanOrEqual(1024 * 1024);
    expect(replaced[0]?.[1].startsWith('xxx')).toBe(true);
    expect(calls.at(-1)?.[1].endsWith('the end\n')).toBe(true);
  });
});

describe('the status bar', () => {
  it('names what runs, else what is warm', () => {
    const states = new EnvironmentStates();
    const record: EventRecords['environment.created'] = {
      ...{ reason: 'first invocation', initializationType: 'on-demand', fidelity: [] },
    };
    expect(statusText([], [states.of('orders')], english)).toBe('$(flame) Warmpath');
    states.record(lifecycleEvent('environment.created', record));
    expect(statusText(['Orders'], [states.of('orders')], english)).toBe('$(sync~spin) Orders');
    expect(statusText(['Orders', 'Orders', 'Stock'], [], english)).toBe('$(sync~spin) 2 functions');
    expect(statusText([], [states.of('orders')], english)).toBe('$(flame) 1 warm');
    const functions = [{ name: 'orders', state: states.of('orders') }];
    expect(statusTooltip({ functions, invokeApiUrl: 'http://127.0.0.1:9010' }, english)).toBe(
      '- `orders`: 1 warm\n\nInvoke API: `http://127.0.0.1:9010`\n\n[Show output](command:warmpath.showOutput) · [Show log](command:warmpath.showLog)',
    );
    expect(statusTooltip({ functions: [], invokeApiUrl: undefined }, english)).toContain(
      'No function has been invoked',
    );
  });
});
