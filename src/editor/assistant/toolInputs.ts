/** What an assistant gives a tool, which may be anything. */
export class ToolInput {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(given: unknown) {
    this.members = typeof given === 'object' && given !== null ? { ...given } : {};
  }

  /** A text that says something; undefined when there is none. */
  text(name: string): string | undefined {
    const value = this.members[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  /** A whole number within limits; `otherwise` when there is none. */
  count(
    name: string,
    { minimum, maximum, otherwise }: { minimum: number; maximum: number; otherwise: number },
  ): number {
    const value = this.members[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) return otherwise;
    return Math.min(maximum, Math.max(minimum, Math.round(value)));
  }

  /** Whatever it is. */
  value(name: string): unknown {
    return this.members[name];
  }
}
