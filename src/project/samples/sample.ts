import { UserError } from '../../lambda/errors';
import { nearNames } from '../nearNames';
import type { EventSource } from '../projectFunction';
import type { SampleParameters, SampleValues } from './parameter';

/** Values of parameters as they are given: texts by name. */
export type GivenValues = Readonly<Record<string, string>>;

/** A kind of event that AWS sends to functions, and how to make one. */
export interface Sample {
  /** What users call it: `s3`, `apigateway-rest`. */
  readonly id: string;
  readonly title: string;
  readonly service: string;
  /** Types of event sources (`EventSource.type`) that send it. */
  readonly eventTypes: readonly string[];
  readonly parameters: SampleParameters;
  /** Name of the parameter that holds an event of another service which this one brings along. */
  readonly carries?: string;
  /** The event. Throws a UserError for a parameter it has not, or a value that the parameter does not take. */
  readonly event: (given: GivenValues) => unknown;
  /** What another service carries of it, where that is not the event itself. Throws as `event` does. */
  readonly message: (given: GivenValues) => unknown;
  /** Whether an event source of one of its types sends this kind of event. */
  readonly fits: (settings: EventSource['settings']) => boolean;
  /** Values of parameters that a function's event source fixes, e.g. the path of its API route. */
  readonly valuesFrom: (settings: EventSource['settings']) => GivenValues;
}

interface SampleDescription<Parameters extends SampleParameters> {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly eventTypes?: readonly string[];
  readonly parameters: Parameters;
  readonly carries?: keyof Parameters & string;
  event(values: SampleValues<Parameters>): unknown;
  message?(values: SampleValues<Parameters>): unknown;
  fits?(settings: EventSource['settings']): boolean;
  valuesFrom?(settings: EventSource['settings']): Partial<Record<keyof Parameters & string, string | undefined>>;
}

/** A sample from its typed description. Equal values make equal events. */
export function sample<const Parameters extends SampleParameters>(description: SampleDescription<Parameters>): Sample {
  const { id, title, service, eventTypes = [], parameters, carries } = description;
  return {
    id,
    title,
    service,
    eventTypes,
    parameters,
    ...(carries === undefined ? {} : { carries }),
    event: (given) => description.event(complete(id, parameters, given)),
    message: (given) => {
      const values = complete(id, parameters, given);
      return description.message === undefined ? description.event(values) : description.message(values);
    },
    fits: (settings) => description.fits?.(settings) ?? true,
    valuesFrom: (settings) => present(description.valuesFrom?.(settings) ?? {}),
  };
}

function complete<Parameters extends SampleParameters>(
  id: string,
  parameters: Parameters,
  given: GivenValues,
): SampleValues<Parameters> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(parameters, name)) throw unknownParameter(id, parameters, name);
  }
  const values = Object.entries(parameters).map(([name, parameter]) => {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    const value = text === undefined ? parameter.default : parameter.read(text);
    if (value === undefined) throw new UserError(`The parameter ${name} of ${id} takes ${parameter.takes}.`);
    return [name, value] as const;
  });
  // Each value came from the parameter of its name, which the compiler cannot follow through entries.
  return Object.fromEntries(values) as SampleValues<Parameters>;
}

function unknownParameter(id: string, parameters: SampleParameters, name: string): UserError {
  const names = Object.keys(parameters);
  const near = nearNames(name, names).slice(0, 3);
  const advice = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${names.join(', ')}.`;
  return new UserError(`The sample ${id} has no parameter "${name}"; ${advice}`);
}

function present(values: Readonly<Record<string, string | undefined>>): GivenValues {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
