import { counted } from '../format';

/** What could not be read, in words; nothing when that is none. */
export function leftOut(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${counted(count, noun)} could not be read and ${count === 1 ? 'was' : 'were'} left out.`];
}
