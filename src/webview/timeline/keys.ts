/** What a key does. */
export type KeyAction =
  | 'zoomIn'
  | 'zoomOut'
  | 'panLeft'
  | 'panRight'
  | 'previousItem'
  | 'nextItem'
  | 'laneUp'
  | 'laneDown'
  | 'previousInvocation'
  | 'nextInvocation'
  | 'select'
  | 'selectEnvironment'
  | 'compare'
  | 'fit'
  | 'fitOrSelection'
  | 'start'
  | 'end'
  | 'search'
  | 'pin'
  | 'imports'
  | 'toggleFollow'
  | 'toggleGaps'
  | 'toggleTable'
  | 'openHandler'
  | 'openLog'
  | 'openEvent'
  | 'copy'
  | 'measure'
  | 'showKeys'
  | 'back';

interface KeyRow {
  readonly action: KeyAction;
  /** As `KeyboardEvent.key` has them, letters in lower case; `ctrl+` stands for the command key, too. */
  readonly keys: readonly string[];
  /** As people read them. */
  readonly shown: string;
  readonly meaning: string;
}

/** Every key of the timeline, in the order in which they are listed for people. */
export const KEYS: readonly KeyRow[] = [
  { action: 'zoomIn', keys: ['w', '+', '='], shown: 'W  +', meaning: 'Zoom in' },
  { action: 'zoomOut', keys: ['s', '-'], shown: 'S  -', meaning: 'Zoom out' },
  { action: 'panLeft', keys: ['a'], shown: 'A', meaning: 'Move left' },
  { action: 'panRight', keys: ['d'], shown: 'D', meaning: 'Move right' },
  { action: 'previousItem', keys: ['arrowleft'], shown: '←', meaning: 'Phase before, in the same environment' },
  { action: 'nextItem', keys: ['arrowright'], shown: '→', meaning: 'Phase after' },
  { action: 'laneUp', keys: ['arrowup'], shown: '↑', meaning: 'Environment above' },
  { action: 'laneDown', keys: ['arrowdown'], shown: '↓', meaning: 'Environment below' },
  { action: 'previousInvocation', keys: [','], shown: ',', meaning: 'Select the invocation before' },
  { action: 'nextInvocation', keys: ['.'], shown: '.', meaning: 'Select the invocation after' },
  { action: 'select', keys: ['enter', ' '], shown: 'Enter', meaning: 'Select, and show its details' },
  { action: 'selectEnvironment', keys: ['v'], shown: 'V', meaning: 'Select its environment' },
  {
    action: 'compare',
    keys: ['c', 'ctrl+enter'],
    shown: 'C',
    meaning: 'Compare the selected invocation with this one',
  },
  { action: 'fitOrSelection', keys: ['f'], shown: 'F', meaning: 'Zoom to the selection; again: show everything' },
  { action: 'fit', keys: ['0'], shown: '0', meaning: 'Show everything' },
  { action: 'start', keys: ['home'], shown: 'Home', meaning: 'Go to the beginning' },
  { action: 'end', keys: ['end'], shown: 'End', meaning: 'Go to the end, and follow what happens' },
  { action: 'search', keys: ['ctrl+f', '/'], shown: 'Ctrl+F', meaning: 'Search; Enter and Shift+Enter go on and back' },
  { action: 'measure', keys: ['m'], shown: 'M', meaning: 'Measure what is selected' },
  { action: 'pin', keys: ['p'], shown: 'P', meaning: 'Pin the environment to the top' },
  { action: 'imports', keys: ['i'], shown: 'I', meaning: 'Draw what was imported, or not' },
  { action: 'toggleFollow', keys: ['l'], shown: 'L', meaning: 'Follow what happens, or stop' },
  { action: 'toggleGaps', keys: ['g'], shown: 'G', meaning: 'Shorten idle time, or not' },
  { action: 'toggleTable', keys: ['t'], shown: 'T', meaning: 'Table, or timeline' },
  { action: 'openHandler', keys: ['h'], shown: 'H', meaning: 'Go to the handler' },
  { action: 'openLog', keys: ['o'], shown: 'O', meaning: 'Show the log' },
  { action: 'openEvent', keys: ['e'], shown: 'E', meaning: 'Show the event' },
  { action: 'copy', keys: ['ctrl+c'], shown: 'Ctrl+C', meaning: 'Copy as text' },
  { action: 'showKeys', keys: ['?'], shown: '?', meaning: 'Show or hide this list' },
  { action: 'back', keys: ['escape'], shown: 'Esc', meaning: 'Close, or step back' },
];

/** What is done with the pointer; nothing of it is needed, there is a key for each. */
export const GESTURES: readonly { readonly shown: string; readonly meaning: string }[] = [
  { shown: 'Wheel', meaning: 'Zoom at the pointer' },
  { shown: 'Shift+wheel', meaning: 'Move left and right' },
  { shown: 'Alt+wheel', meaning: 'Move up and down' },
  { shown: 'Drag', meaning: 'Move' },
  { shown: 'Shift+drag', meaning: 'Measure' },
  { shown: 'Click', meaning: 'Select' },
  { shown: 'Ctrl+click', meaning: 'Compare with the selected invocation' },
  { shown: 'Double-click', meaning: 'Zoom to it' },
];

const ACTIONS: ReadonlyMap<string, KeyAction> = new Map(
  KEYS.flatMap(({ keys, action }) => keys.map((key): [string, KeyAction] => [key, action])),
);

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a pressed key does; undefined leaves it to the browser and the editor. */
export function actionOf({ key, ctrlKey, metaKey, altKey }: Pressed): KeyAction | undefined {
  if (altKey) return undefined;
  return ACTIONS.get(`${ctrlKey || metaKey ? 'ctrl+' : ''}${key.toLowerCase()}`);
}
