import type { StateVariable } from '../lambda/evidence';
import { counted } from '../timeline/format';
import type { LineEvidence } from './lineEvidence';

const STATE_MUTATED = ['module-state-mutated'] as const;

/** What invocations did to one variable of the handler's module. */
export class StateRuns {
  private initial: StateVariable | undefined;
  private latest: StateVariable | undefined;
  private readonly changedIn = new Set<string>();
  private readonly grownIn = new Set<string>();

  seen(requestId: string | undefined, variable: StateVariable): void {
    this.initial ??= variable;
    this.latest = variable;
    if (requestId === undefined || variable.change === 'initial') return;
    this.changedIn.add(requestId);
    if (variable.change === 'grown') this.grownIn.add(requestId);
  }

  evidence(place: { file: string; line: number; functionName: string }, invocations: number): LineEvidence[] {
    const { initial, latest } = this;
    if (initial === undefined || latest === undefined || this.changedIn.size === 0) return [];
    const grows = this.grownIn.size >= 2;
    const sizes =
      initial.size !== undefined && latest.size !== undefined && initial.size !== latest.size
        ? ` from ${String(initial.size)} to ${String(latest.size)}`
        : '';
    const verb = grows ? `grew${sizes}` : `changed (now ${latest.value})`;
    return [
      {
        ...place,
        kind: 'state',
        subject: latest.name,
        note: `${latest.name} ${verb} in ${String(this.changedIn.size)} of ${counted(invocations, 'invocation')} and stays for the next one`,
        ...(grows ? { confirms: STATE_MUTATED } : {}),
      },
    ];
  }
}

/**
 * The line, from 1, on which a variable of a module is first given a value; undefined when the text does not say so in
 * the plain way.
 */
export function declarationLine(text: string, name: string): number | undefined {
  const escaped = name.replaceAll(/[$.*+?^(){}|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(
    String.raw`^(?:(?:export\s+)?(?:const|let|var)\s+(?:[\w$]+\s*(?:=[^,\n]*)?,\s*)*)?${escaped}\s*(?::[^=\n]+)?=(?!=)|^(?:export\s+)?(?:let|var)\s+${escaped}\b`,
    'm',
  );
  const found = pattern.exec(text);
  return found === null ? undefined : text.slice(0, found.index).split('\n').length;
}
