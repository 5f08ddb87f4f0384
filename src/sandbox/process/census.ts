/** Counts the processes of one environment and their memory. */
export interface Census {
  /** A process was started directly; its descendants are found by looking. */
  add(processId: number): void;
  remove(processId: number): void;
  /**
   * Looks at all processes of the environment now. `thorough` also finds those that are no descendants any more and
   * takes longer. Resolves at once where the system answers at once.
   */
  look(thorough: boolean): MemoryUsage | Promise<MemoryUsage>;
  /** Process groups that descendants made for themselves, as of the last look. */
  readonly ownGroups: ReadonlySet<number>;
  /** Ids of processes that were not started directly and still run. */
  descendants(): readonly number[];
  /** High-water mark of resident memory since the census began, in bytes. Costs microseconds. */
  peakBytes(): number;
  dispose(): void;
}

export interface MemoryUsage {
  readonly processes: number;
  /** Sum of resident memory in bytes, shared pages counted for each process. */
  readonly residentBytes: number;
  /** The highest resident memory that any living process ever had, in bytes. */
  readonly largestPeakBytes: number;
  /** Resident memory in bytes with shared pages divided among their users. Takes milliseconds; absent where unknown. */
  readonly proportionalBytes?: () => number;
}
