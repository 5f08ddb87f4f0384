// @ts-check

/** What has been started and has to be ended. */
export class Scope {
  /** @type {(() => unknown)[]} */
  #steps = [];

  /**
   * Remembers how something is ended.
   * @param {() => unknown} step
   */
  add(step) {
    this.#steps.push(step);
  }

  /** Ends everything, the youngest first; safe to call twice. */
  async dispose() {
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (thrown) {
        // What else was started has to be ended all the same.
        console.error(thrown);
      }
    }
  }
}
