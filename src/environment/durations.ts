/** Milliseconds as AWS reports them: with two decimals, so that printed and billed numbers agree. */
export function hundredths(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
