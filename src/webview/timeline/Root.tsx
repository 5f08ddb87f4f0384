import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { counted, formatDuration } from '../../timeline/format';
import { useApp } from './app';
import { DetailsPane } from './DetailsPane';
import { EmptyState } from './EmptyState';
import { useKeyboard } from './keyboard';
import { KeysHelp } from './KeysHelp';
import { LanesView } from './LanesView';
import { MinimapView } from './MinimapView';
import { SearchBox } from './SearchBox';
import { SummaryStrip } from './SummaryStrip';
import { TableView } from './TableView';
import { Toolbar } from './Toolbar';
import { Tooltip } from './Tooltip';

/** The whole page. */
export function Root() {
  const app = useApp();
  const { view, scene } = app;
  const main = useRef<HTMLElement>(null);
  useKeyboard(app, main);
  useSearchFocus(main);
  return (
    <main ref={main} class="page" tabIndex={-1}>
      <h1 class="visually-hidden">Timeline</h1>
      {scene.isEmpty.value ? null : <SummaryStrip />}
      <Toolbar />
      {view.searchOpen.value ? <SearchBox /> : null}
      <div class="body">
        <div class="picture">
          <Picture />
        </div>
        <DetailsPane />
      </div>
      <Chips />
      <Tooltip />
      {view.keysShown.value ? <KeysHelp close={() => (view.keysShown.value = false)} /> : null}
      <p id="timeline-description" class="visually-hidden">
        <Description />
      </p>
      <div role="status" class="visually-hidden">
        {view.announcement.value}
      </div>
    </main>
  );
}

function Picture() {
  const { scene } = useApp();
  if (scene.isEmpty.value || scene.lanes.value.length === 0) return <EmptyState />;
  if (scene.showsTable.value) return <TableView />;
  return (
    <>
      <MinimapView />
      <LanesView />
    </>
  );
}

/** What is drawn, in words. */
function Description() {
  const { scene, data } = useApp();
  const { startMs } = data.settled.value;
  const { viewport, settledLanes } = scene;
  const environments = settledLanes.value.filter(({ kind }) => kind === 'environment').length;
  const since = (ms: number): string => formatDuration(ms - startMs);
  const gaps = scene.scale.value.gaps.length;
  return (
    <>
      {counted(environments, 'environment')}, from {since(viewport.value.startMs)} to {since(viewport.value.endMs)} of{' '}
      {since(data.settled.value.endMs)}
      {gaps === 0 ? '' : `, ${counted(gaps, 'idle time')} shortened`}
    </>
  );
}

/** What is measured, and what a next click is for. */
function Chips() {
  const { view } = useApp();
  const measurement = view.measurement.value;
  return (
    <div class="chips">
      {measurement === undefined ? null : (
        <div class="chip-box" role="group" aria-label="Measured">
          <span class="measured">{measurement.text}</span>
          <button
            type="button"
            class="plain"
            aria-label="Stop measuring"
            title="Stop measuring (Esc)"
            onClick={() => (view.measurement.value = undefined)}
          >
            <span aria-hidden="true">✕</span>
          </button>
        </div>
      )}
      {view.choosingComparison.value ? <div class="chip-box">Choose the invocation to compare with</div> : null}
    </div>
  );
}

/** The search's end gives the focus back to what was searched. */
function useSearchFocus(main: { readonly current: HTMLElement | null }): void {
  const { view } = useApp();
  const wasOpen = useRef(false);
  useSignalEffect(() => {
    const isOpen = view.searchOpen.value;
    if (wasOpen.current && !isOpen) main.current?.querySelector<HTMLElement>('[role="listbox"], table')?.focus();
    wasOpen.current = isOpen;
  });
  useEffect(() => main.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus(), [main]);
}
