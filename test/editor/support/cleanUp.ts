/** Steps that undo what was done, run last first; a step that fails does not keep the others from running. */
export class CleanUp implements AsyncDisposable {
  private steps: (() => unknown)[] = [];

  defer(step: () => unknown): void {
    this.steps.push(step);
  }

  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Hands the steps to somebody else. */
  move(): CleanUp {
    const other = new CleanUp();
    other.steps = this.steps;
    this.steps = [];
    return other;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step();
      } catch (thrown) {
        failures.push(thrown);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Cleaning up failed.');
  }
}
