import { batch } from '@preact/signals';
import { compareInvocations, comparisonText } from '../../timeline/view/compare';
import type { Comparison } from '../../timeline/view/compare';
import { copyText, detailsOf } from '../../timeline/view/details';
import type { Details } from '../../timeline/view/details';
import { measure } from '../../timeline/view/measure';
import { neighbourInRow, neighbourLane } from '../../timeline/view/neighbours';
import type { Step } from '../../timeline/view/neighbours';
import { nextMatch } from '../../timeline/view/search';
import { findInvocation, findSpan, sameSelection, selectSpan } from '../../timeline/view/selection';
import type { Selection } from '../../timeline/view/selection';
import { tableRows, tableText } from '../../timeline/view/table';
import { project } from '../../timeline/view/viewport';
import type { ExportFormat, ViewPlace } from '../../timeline/viewMessages';
import type { Host } from './host';
import type { Navigation } from './navigation';
import type { Scene } from './scene';
import type { TimelineData } from './timelineData';
import type { ViewState } from './viewState';

/** What people do with the timeline, whether by pointer, key or a command of the editor. */
export class Actions {
  constructor(
    private readonly data: TimelineData,
    private readonly view: ViewState,
    private readonly scene: Scene,
    readonly navigation: Navigation,
    private readonly host: Host,
  ) {}

  select(selection: Selection | undefined): void {
    if (selection !== undefined && this.view.choosingComparison.value) {
      this.compareWith(selection);
      return;
    }
    batch(() => {
      this.view.selected.value = selection;
      this.view.active.value = selection;
      this.view.comparedWith.value = undefined;
    });
    if (selection !== undefined) this.askForTexts(selection);
  }

  /** What is known of an invocation beyond its events, from the host. */
  askForTexts(selection: Selection): void {
    const requestId = requestIdOf(selection);
    if (requestId === undefined || this.data.texts.value.has(requestId)) return;
    this.host.post({ type: 'askInvocation', requestId });
  }

  compareWith(selection: Selection): void {
    const timeline = this.data.timeline.value;
    const { selected } = this.view;
    const first = selected.value === undefined ? undefined : findSpan(timeline, selected.value);
    const second = findSpan(timeline, selection);
    if (second?.span.phase !== 'invoke') {
      this.announce('Only invocations can be compared.');
    } else if (first?.span.phase !== 'invoke') {
      this.view.choosingComparison.value = false;
      this.select(selection);
      this.startComparison();
    } else if (sameSelection(selected.value, selection)) {
      this.announce('Choose another invocation to compare with.');
    } else {
      batch(() => {
        this.view.choosingComparison.value = false;
        this.view.comparedWith.value = selection;
        this.view.active.value = selection;
      });
      this.announce('Comparison of two invocations is shown.');
    }
  }

  /** The next invocation that is chosen is the other one. */
  startComparison(): void {
    const { selected } = this.view;
    const span = selected.value === undefined ? undefined : findSpan(this.data.timeline.value, selected.value)?.span;
    if (span?.phase !== 'invoke') {
      this.announce('Select an invocation first, then choose the one to compare it with.');
      return;
    }
    this.view.choosingComparison.value = true;
    this.announce('Choose the invocation to compare with.');
  }

  /** Undefined while nothing is compared. */
  comparison(): Comparison | undefined {
    const { selected, comparedWith } = this.view;
    if (selected.value === undefined || comparedWith.value === undefined) return undefined;
    const timeline = this.data.settled.value;
    const left = findSpan(timeline, selected.value);
    const right = findSpan(timeline, comparedWith.value);
    return left === undefined || right === undefined ? undefined : compareInvocations(timeline, left, right);
  }

  /** Everything about what is selected. */
  details(selection: Selection): Details | undefined {
    const requestId = requestIdOf(selection);
    const texts = requestId === undefined ? undefined : this.data.texts.value.get(requestId);
    return detailsOf(this.data.settled.value, selection, texts);
  }

  /** To the phase before (-1) or after (1) in the same environment; the first one of all when nothing is active. */
  moveInRow(direction: 1 | -1): void {
    const { active } = this.view;
    if (active.value === undefined) this.moveLane(direction);
    else this.goTo(neighbourInRow(this.data.timeline.value, active.value, direction, 'span'));
  }

  moveLane(direction: 1 | -1): void {
    const next = neighbourLane(this.scene.lanes.value, this.view.active.value, direction);
    if (next !== undefined) this.goTo(next);
  }

  selectNeighbour(direction: 1 | -1, step: Step): void {
    const { active, selected } = this.view;
    const from = selected.value ?? active.value;
    const next =
      from === undefined
        ? neighbourLane(this.scene.lanes.value, undefined, direction)
        : neighbourInRow(this.data.timeline.value, from, direction, step);
    if (next === undefined) return;
    this.select(next);
    this.navigation.reveal(next);
  }

  selectEnvironment(): void {
    const { active } = this.view;
    if (active.value === undefined || active.value.kind === 'queue') return;
    this.select({ kind: 'environment', environmentId: active.value.environmentId });
  }

  private goTo(selection: Selection): void {
    this.view.active.value = selection;
    this.navigation.reveal(selection);
  }

  /** Shows what the host names, if it is there. */
  reveal({ environmentId, requestId }: { readonly environmentId?: string; readonly requestId?: string }): boolean {
    const timeline = this.data.timeline.value;
    const found = requestId === undefined ? undefined : findInvocation(timeline, requestId, environmentId);
    const row = timeline.rows.find((candidate) => candidate.environmentId === environmentId);
    const functionName = (found?.row ?? row)?.functionName;
    if (functionName === undefined) return false;
    const selection: Selection =
      found === undefined
        ? { kind: 'environment', environmentId: environmentId ?? '' }
        : selectSpan(found.row, found.span);
    batch(() => {
      if (this.view.functionName.value !== functionName) this.view.functionName.value = undefined;
      this.setMember('collapsed', functionName, false);
      this.select(selection);
    });
    this.navigation.reveal(selection);
    return true;
  }

  filter(functionName: string | undefined): void {
    batch(() => {
      this.view.functionName.value = functionName;
      this.view.scrollTop.value = 0;
    });
    this.announce(functionName === undefined ? 'All functions are shown.' : `Only ${functionName} is shown.`);
  }

  /** Pinned environments and opened or closed functions. */
  toggle(kind: 'pinned' | 'collapsed' | 'expanded', key: string): void {
    this.setMember(kind, key, !this.view[kind].value.has(key));
  }

  pinActive(): void {
    const selection = this.view.active.value ?? this.view.selected.value;
    if (selection === undefined || selection.kind === 'queue') return;
    this.toggle('pinned', selection.environmentId);
    const isPinned = this.view.pinned.value.has(selection.environmentId);
    this.announce(isPinned ? 'Pinned to the top.' : 'No longer pinned.');
  }

  /** Draws what was imported in the environment, or no longer. */
  expandActive(): void {
    const selection = this.view.active.value ?? this.view.selected.value;
    if (selection === undefined || selection.kind === 'queue') return;
    this.toggle('expanded', selection.environmentId);
  }

  private setMember(kind: 'pinned' | 'collapsed' | 'expanded', key: string, isIn: boolean): void {
    const members = new Set(this.view[kind].value);
    if (isIn) members.add(key);
    else members.delete(key);
    this.view[kind].value = members;
  }

  toggleFollow(): void {
    const follow = !this.view.following.value;
    if (follow) this.navigation.jumpToNow();
    else this.view.following.value = false;
    this.announce(follow ? 'Following what happens.' : 'No longer following.');
  }

  toggleGaps(): void {
    const { gapsCollapsed } = this.view;
    gapsCollapsed.value = !gapsCollapsed.value;
    this.announce(gapsCollapsed.value ? 'Idle time is shortened.' : 'Idle time is shown as long as it was.');
  }

  toggleTable(): void {
    this.view.table.value = !this.scene.showsTable.value;
    this.announce(this.view.table.value ? 'Table is shown.' : 'Timeline is shown.');
  }

  toggleStopped(): void {
    const { stoppedHidden } = this.view;
    stoppedHidden.value = !stoppedHidden.value;
    this.announce(stoppedHidden.value ? 'Stopped environments are hidden.' : 'Stopped environments are shown.');
  }

  /** Measures between two places of the drawing area. */
  measurePixels(fromX: number, toX: number, done: boolean): void {
    const projection = project(this.scene.scale.value, this.scene.viewport.value, this.view.surface.value.width);
    this.measure(projection.timeAt(fromX), projection.timeAt(toX), done);
  }

  measureSelection(): void {
    const { selected, active } = this.view;
    const selection = selected.value ?? active.value;
    const range = selection === undefined ? undefined : findSpan(this.data.timeline.value, selection)?.span;
    const { startMs, endMs } = range ?? this.scene.viewport.value;
    this.measure(startMs, endMs, true);
  }

  private measure(fromMs: number, toMs: number, done: boolean): void {
    const measurement = measure(this.scene.lanes.value, fromMs, toMs);
    this.view.measurement.value = measurement;
    if (done) this.announce(measurement.text);
  }

  openSearch(): void {
    this.view.searchOpen.value = true;
  }

  closeSearch(): void {
    batch(() => {
      this.view.searchOpen.value = false;
      this.view.match.value = -1;
    });
  }

  /** The match after (1) or before (-1) the one that is shown, or the moment in view. */
  searchOn(direction: 1 | -1): void {
    const { matches } = this.scene.found.value;
    const current = matches[this.view.match.value];
    const fromMs = current?.atMs ?? this.scene.viewport.value.startMs - direction;
    // Several matches of one moment: one after the other.
    const beside = current === undefined ? undefined : matches[this.view.match.value + direction];
    const index = beside?.atMs === fromMs ? this.view.match.value + direction : nextMatch(matches, fromMs, direction);
    const match = matches[index];
    if (match === undefined) return;
    this.view.match.value = index;
    this.select(match.selection);
    this.navigation.reveal(match.selection);
    this.announce(`${index + 1} of ${matches.length}: ${match.text}`);
  }

  openHandler(place?: ViewPlace): void {
    const functionName = this.selectedFunction();
    if (functionName === undefined) return;
    this.host.post({ type: 'openHandler', functionName, ...(place === undefined ? {} : { place }) });
  }

  openLog(): void {
    const requestId = this.selectedRequest();
    if (requestId !== undefined) this.host.post({ type: 'openLog', requestId });
  }

  openEvent(): void {
    const requestId = this.selectedRequest();
    const functionName = this.selectedFunction();
    if (requestId !== undefined && functionName !== undefined)
      this.host.post({ type: 'openEvent', requestId, functionName });
  }

  copy(text: string): void {
    this.host.post({ type: 'copy', text });
    this.announce('Copied.');
  }

  /** The comparison, what is selected, or everything as a table. */
  copyShown(): void {
    const comparison = this.comparison();
    const { selected } = this.view;
    const details = selected.value === undefined ? undefined : this.details(selected.value);
    if (comparison !== undefined) this.copy(comparisonText(comparison));
    else if (details !== undefined) this.copy(copyText(details));
    else this.copyTable();
  }

  copyTable(): void {
    const { startMs } = this.data.timeline.value;
    this.copy(tableText(tableRows(this.scene.lanes.value, { startMs })));
  }

  clear(): void {
    this.host.post({ type: 'clear' });
  }

  export(format: ExportFormat): void {
    this.host.post({ type: 'export', format });
  }

  /** Closes what lies on top, then steps back. */
  back(): void {
    const { view } = this;
    const pointed = view.pointed.value;
    view.pointed.value = undefined;
    if (pointed?.byKeyboard === true) return;
    if (view.choosingComparison.value) view.choosingComparison.value = false;
    else if (view.searchOpen.value) this.closeSearch();
    else if (view.measurement.value !== undefined) view.measurement.value = undefined;
    else if (view.comparedWith.value !== undefined) view.comparedWith.value = undefined;
    else this.select(undefined);
  }

  announce(text: string): void {
    this.view.announcement.value = text;
  }

  private selectedRequest(): string | undefined {
    const selection = this.view.selected.value ?? this.view.active.value;
    return selection === undefined ? undefined : requestIdOf(selection);
  }

  private selectedFunction(): string | undefined {
    const selection = this.view.selected.value ?? this.view.active.value;
    if (selection === undefined) return undefined;
    if (selection.kind === 'queue') return selection.functionName;
    return this.data.timeline.value.rows.find(({ environmentId }) => environmentId === selection.environmentId)
      ?.functionName;
  }
}

function requestIdOf(selection: Selection): string | undefined {
  return selection.kind === 'span' || selection.kind === 'queue' ? selection.requestId : undefined;
}
