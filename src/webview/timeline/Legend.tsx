import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MarkKind, PatternName } from '../../timeline/view/drawItems';
import { useApp } from './app';
import { preparedCanvas } from './canvas';
import { fillsOf } from './patterns';
import { drawSign, SIGNS } from './signs';

const SWATCH_WIDTH = 28;
const SWATCH_HEIGHT = 14;
const SIGN_RADIUS = 5;

const PATTERNS: readonly { readonly pattern: PatternName; readonly meaning: string }[] = [
  { pattern: 'init', meaning: 'Init' },
  { pattern: 'cold', meaning: 'Invoke, cold' },
  { pattern: 'warm', meaning: 'Invoke, warm' },
  { pattern: 'paused', meaning: 'Paused in the debugger' },
  { pattern: 'frozen', meaning: 'Frozen' },
  { pattern: 'idle', meaning: 'Idle, not frozen' },
  { pattern: 'shutdown', meaning: 'Shutdown' },
  { pattern: 'extensionInit', meaning: 'Extension init' },
  { pattern: 'runtimeInit', meaning: 'Runtime init' },
  { pattern: 'functionInit', meaning: 'Function init' },
  { pattern: 'responseLatency', meaning: 'To the first byte' },
  { pattern: 'responseDuration', meaning: 'Response' },
  { pattern: 'runtimeOverhead', meaning: 'Runtime overhead' },
  { pattern: 'extensionOverhead', meaning: 'Extension overhead' },
  { pattern: 'queued', meaning: 'Queued' },
  { pattern: 'attempt', meaning: 'Attempt' },
  { pattern: 'retryWait', meaning: 'Waiting for the next attempt' },
];

const KINDS = (Object.keys(SIGNS) as MarkKind[]).filter((kind) => kind !== 'measure');

/** What patterns and signs mean. */
export function Legend() {
  return (
    <>
      <h3>Patterns</h3>
      <dl class="legend">
        {PATTERNS.map(({ pattern, meaning }) => (
          <div key={pattern}>
            <dt>
              <PatternSwatch pattern={pattern} />
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3>Signs</h3>
      <dl class="legend">
        {KINDS.map((kind) => (
          <div key={kind}>
            <dt>
              <SignSwatch kind={kind} />
            </dt>
            <dd>{SIGNS[kind].meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function PatternSwatch({ pattern }: { readonly pattern: PatternName }) {
  const { scene } = useApp();
  const theme = scene.theme.value;
  return (
    <Swatch
      draw={(context) => {
        context.fillStyle = fillsOf(theme, devicePixelRatio)[pattern].style;
        context.fillRect(0, 0, SWATCH_WIDTH, SWATCH_HEIGHT);
      }}
    />
  );
}

function SignSwatch({ kind }: { readonly kind: MarkKind }) {
  const { scene } = useApp();
  const theme = scene.theme.value;
  return (
    <Swatch draw={(context) => drawSign(context, kind, theme, SWATCH_WIDTH / 2, SWATCH_HEIGHT / 2, SIGN_RADIUS)} />
  );
}

function Swatch({ draw }: { readonly draw: (context: CanvasRenderingContext2D) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current === null ? undefined : preparedCanvas(canvas.current, SWATCH_WIDTH, SWATCH_HEIGHT);
    if (context !== undefined) draw(context);
  });
  return (
    <canvas ref={canvas} aria-hidden="true" style={{ width: `${SWATCH_WIDTH}px`, height: `${SWATCH_HEIGHT}px` }} />
  );
}
