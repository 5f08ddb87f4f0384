/** Which event was used last for a function. */
export interface EventMemory {
  /** What was given then: a file, the name of a saved event or `sample:<id>`; undefined for the first time. */
  lastUsed(functionName: string): string | undefined;
  remember(functionName: string, source: string): void;
}
