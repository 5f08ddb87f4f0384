import { signal } from '@preact/signals';
import type { Measurement } from '../../timeline/view/measure';
import type { SearchQuery } from '../../timeline/view/search';
import type { Selection } from '../../timeline/view/selection';
import type { Viewport } from '../../timeline/view/viewport';
import type { SavedState } from './savedState';

/** Something under the pointer, or that the keyboard has gone to, of which a tooltip tells. */
export interface Pointed {
  readonly selection: Selection;
  /** By the keyboard, so that Esc closes the tooltip before it does anything else. */
  readonly byKeyboard: boolean;
  /** How many the drawn thing stands for. */
  readonly count: number;
  /** From the upper left corner of the page. */
  readonly x: number;
  readonly y: number;
}

/** What people have chosen to see. */
export class ViewState {
  /** Undefined shows everything, also what comes. */
  readonly viewport = signal<Viewport | undefined>(undefined);
  readonly following = signal(true);
  readonly gapsCollapsed = signal(true);
  readonly stoppedHidden = signal(false);
  /** Undefined until somebody has chosen: a table for those who use a screen reader. */
  readonly table = signal<boolean | undefined>(undefined);
  /** The function that is shown alone. */
  readonly functionName = signal<string | undefined>(undefined);
  readonly pinned = signal<ReadonlySet<string>>(new Set());
  readonly collapsed = signal<ReadonlySet<string>>(new Set());
  readonly expanded = signal<ReadonlySet<string>>(new Set());
  readonly selected = signal<Selection | undefined>(undefined);
  /** The details wait for a second click: they would take the place of what is clicked. */
  readonly detailsHeld = signal(false);
  /** Where the keyboard is among what is drawn. */
  readonly active = signal<Selection | undefined>(undefined);
  readonly comparedWith = signal<Selection | undefined>(undefined);
  /** The next invocation that is chosen is compared with the selected one. */
  readonly choosingComparison = signal(false);
  readonly measurement = signal<Measurement | undefined>(undefined);
  readonly searchOpen = signal(false);
  readonly query = signal<SearchQuery>({ text: '', regularExpression: false, caseSensitive: false });
  /** Index of the match that was gone to. */
  readonly match = signal(-1);
  readonly keysShown = signal(false);
  readonly pointed = signal<Pointed | undefined>(undefined);
  /** Pixels of the drawing area. */
  readonly surface = signal({ width: 0, height: 0 });
  readonly scrollTop = signal(0);
  /** The last change that is told to those who cannot see it. */
  readonly announcement = signal('');

  restore(saved: Partial<SavedState>): void {
    this.viewport.value = saved.viewport;
    this.following.value = saved.following ?? true;
    this.gapsCollapsed.value = saved.gapsCollapsed ?? true;
    this.stoppedHidden.value = saved.stoppedHidden ?? false;
    this.table.value = saved.table;
    this.functionName.value = saved.functionName;
    this.pinned.value = new Set(saved.pinned);
    this.collapsed.value = new Set(saved.collapsed);
    this.expanded.value = new Set(saved.expanded);
    this.selected.value = saved.selected;
    this.active.value = saved.selected;
  }

  toSave(): SavedState {
    const { viewport, functionName, selected, table } = this;
    return {
      ...(viewport.value === undefined ? {} : { viewport: viewport.value }),
      ...(functionName.value === undefined ? {} : { functionName: functionName.value }),
      ...(selected.value === undefined ? {} : { selected: selected.value }),
      ...(table.value === undefined ? {} : { table: table.value }),
      pinned: [...this.pinned.value],
      collapsed: [...this.collapsed.value],
      expanded: [...this.expanded.value],
      gapsCollapsed: this.gapsCollapsed.value,
      stoppedHidden: this.stoppedHidden.value,
      following: this.following.value,
    };
  }
}
