/** What the parser's engine has of its memory; the engine replaces `HEAP32` when the memory grows. */
interface EngineMemory {
  readonly HEAP32: Int32Array;
  getValue(address: number, type: string): number;
  setValue(address: number, value: number, type: string): void;
}

/**
 * Lets a started engine read and write whole numbers directly. Its own accessors compare the name of the type each time,
 * and that is most of what a walk over a tree costs. An engine without such accessors stays as it is.
 */
export function useDirectNumbers(engine: object): void {
  if (!hasMemory(engine)) return;
  const getOther = engine.getValue.bind(engine);
  const setOther = engine.setValue.bind(engine);
  engine.getValue = (address, type) => (type === 'i32' ? (engine.HEAP32[address >> 2] ?? 0) : getOther(address, type));
  engine.setValue = (address, value, type) => {
    if (type === 'i32') engine.HEAP32[address >> 2] = value;
    else setOther(address, value, type);
  };
}

function hasMemory(engine: object): engine is EngineMemory {
  return (
    'HEAP32' in engine &&
    engine.HEAP32 instanceof Int32Array &&
    'getValue' in engine &&
    typeof engine.getValue === 'function' &&
    'setValue' in engine &&
    typeof engine.setValue === 'function'
  );
}
