import { newTraceId } from '../lambda/identifiers';

const ROOT = /(?:^|;)\s*(Root=1-[0-9a-f]{8}-[0-9a-f]{24})(?=;|$)/;
const PARENT = /(?:^|;)\s*(Parent=[0-9a-f]{16})(?=;|$)/;
const SAMPLED = /(?:^|;)\s*(Sampled=[01])(?=;|$)/;

/**
 * The trace header of an invocation: the caller's trace goes on, and parts the caller left out or spelled wrongly are made
 * (lambda-contract §2.1, §11.1).
 */
export function continueTrace(header: string | undefined, epochMs: number): string {
  const made = newTraceId(epochMs);
  const root = header === undefined ? undefined : ROOT.exec(header)?.[1];
  if (header === undefined || root === undefined) return made;
  const [, parent, sampled] = made.split(';');
  return [root, PARENT.exec(header)?.[1] ?? parent, SAMPLED.exec(header)?.[1] ?? sampled].join(';');
}
