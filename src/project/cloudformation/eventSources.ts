import type { ProblemList } from '../problemList';
import type { EventSource } from '../projectFunction';
import { member } from './evaluated';
import { plainValue } from './plainValue';
import type { Properties } from './properties';

/** The `Events` of an AWS::Serverless::Function, of every type. */
export function writtenEventSources(properties: Properties, problems: ProblemList): EventSource[] {
  return [...properties.below('Events').entries()].flatMap(([name, { at, value }]) => {
    const type = member(value, 'Type');
    if (type?.kind !== 'scalar') {
      problems.add(at, 'warning', `The event ${name} is left out: it has no Type; add one such as Api or SQS.`);
      return [];
    }
    const settings = plainValue(member(value, 'Properties'));
    return [{ type: type.text, name, settings: isRecord(settings) ? settings : {}, at }];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
