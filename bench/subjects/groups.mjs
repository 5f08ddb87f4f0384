// @ts-check

/** Headings of the figures, in their order. */
export const WARM = 'Warm invocation';
export const COLD = 'Cold start';
export const THROUGHPUT = 'Throughput';
