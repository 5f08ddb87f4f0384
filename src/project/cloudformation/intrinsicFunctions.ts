import type { SourceLocation } from '../projectFunction';
import { conditionHolds } from './conditions';
import { list, noValue, scalar, unresolved } from './evaluated';
import type { Evaluated } from './evaluated';
import { isIntrinsicName } from './intrinsicCall';
import type { IntrinsicCall } from './intrinsicCall';
import { jsonText } from './jsonText';
import type { Scope } from './scope';
import { substitute } from './substitution';

/** A use of an intrinsic function while it is evaluated. */
export interface Application {
  readonly scope: Scope;
  readonly call: IntrinsicCall;
  readonly at: SourceLocation;
  /** The value of the argument; evaluated when it is asked for, because `Fn::If` needs one branch alone. */
  readonly argument: () => Evaluated;
}

type IntrinsicFunction = (application: Application) => Evaluated;

const FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: ({ scope, at, argument }) => withText(argument(), at, (name) => scope.reference(name, at)),
  'Fn::Base64': ({ at, argument }) =>
    withText(argument(), at, (text) => scalar(at, Buffer.from(text).toString('base64'))),
  'Fn::FindInMap': findInMap,
  'Fn::GetAtt': getAtt,
  'Fn::If': choose,
  'Fn::Join': join,
  'Fn::Length': ({ at, argument }) => withItems(argument(), at, (items) => scalar(at, String(items.length))),
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': ({ scope, at, call, argument }) => substitute(scope, at, call.argument, argument),
  'Fn::ToJsonString': ({ at, argument }) => toJson(argument(), at),
};

/** Start of the name of a loop, behind which the name that its author gave it follows. */
export const FOR_EACH = 'Fn::ForEach';
export const NOT_EXPANDED = 'Fn::ForEach is not expanded; write its members out';

/** Evaluates a use of an intrinsic function as far as that is possible without a deployment. */
export function applyIntrinsic(application: Application): Evaluated {
  const { call, at } = application;
  if (call.name.startsWith('!'))
    return unresolved(at, `${call.name} is not a CloudFormation function; correct the tag`);
  const intrinsic = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (intrinsic !== undefined) return intrinsic(application);
  if (call.name.startsWith(FOR_EACH)) return unresolved(at, NOT_EXPANDED);
  return unresolved(
    at,
    isIntrinsicName(call.name)
      ? `${call.name} needs a deployment; set the value in a .env file instead`
      : `${call.name} is not a CloudFormation function; correct its name`,
  );
}

function choose({ scope, call, at }: Application): Evaluated {
  const [condition, whenTrue, whenFalse] = scope.document.items(call.argument);
  const name = scope.evaluate(condition);
  const truth = name.kind === 'scalar' ? scope.condition(name.text) : conditionHolds(scope, condition);
  if (typeof truth !== 'boolean') return unresolved(at, truth.reason);
  const branch = truth ? whenTrue : whenFalse;
  return branch === undefined ? unresolved(at, malformed('Fn::If')) : { ...scope.evaluate(branch), computed: true };
}

function join({ at, argument }: Application): Evaluated {
  return withItems(argument(), at, ([delimiter, values]) =>
    withText(delimiter, at, (separator) =>
      withItems(values, at, (items) => withTexts(items, at, (texts) => scalar(at, texts.join(separator)))),
    ),
  );
}

function split({ at, argument }: Application): Evaluated {
  return withItems(argument(), at, ([delimiter, value]) =>
    withText(delimiter, at, (separator) =>
      withText(value, at, (text) =>
        list(
          at,
          text.split(separator).map((part) => scalar(at, part)),
        ),
      ),
    ),
  );
}

function select({ at, argument }: Application): Evaluated {
  return withItems(argument(), at, ([index, values]) =>
    withText(index, at, (position) =>
      withItems(
        values,
        at,
        (items) =>
          (/^\d+$/.test(position) ? items[Number(position)] : undefined) ??
          unresolved(at, `Fn::Select finds no item ${position} in its list`),
      ),
    ),
  );
}

function findInMap({ scope, at, argument }: Application): Evaluated {
  return withItems(argument(), at, (items) => {
    const fallback = items[3]?.kind === 'dictionary' ? items[3].entries.get('DefaultValue')?.value : undefined;
    return withTexts(items.slice(0, 3), at, ([map = '', topKey = '', secondKey = '']) => {
      const found = scope.mapped(map, topKey, secondKey) ?? fallback;
      return found ?? unresolved(at, `Mappings has no ${map} > ${topKey} > ${secondKey}; add it or correct the keys`);
    });
  });
}

function getAtt({ scope, at, argument }: Application): Evaluated {
  const value = argument();
  if (value.kind === 'list') {
    return withTexts(value.items, at, ([resource = '', ...attribute]) =>
      scope.attribute(resource, attribute.join('.'), at),
    );
  }
  return withText(value, at, (text) => {
    const [resource = '', ...attribute] = text.split('.');
    return scope.attribute(resource, attribute.join('.'), at);
  });
}

function withText(value: Evaluated | undefined, at: SourceLocation, use: (text: string) => Evaluated): Evaluated {
  if (value?.kind === 'scalar') return use(value.text);
  return value?.kind === 'unresolved' ? unresolved(at, value.reason) : unresolved(at, malformed('the function'));
}

function withItems(
  value: Evaluated | undefined,
  at: SourceLocation,
  use: (items: readonly Evaluated[]) => Evaluated,
): Evaluated {
  if (value?.kind === 'list') return use(value.items);
  return value?.kind === 'unresolved' ? unresolved(at, value.reason) : unresolved(at, malformed('the function'));
}

function withTexts(
  values: readonly Evaluated[],
  at: SourceLocation,
  use: (texts: readonly string[]) => Evaluated,
): Evaluated {
  const texts: string[] = [];
  for (const value of values) {
    if (value.kind !== 'scalar') return withText(value, at, () => noValue(at));
    texts.push(value.text);
  }
  return use(texts);
}

function toJson(value: Evaluated, at: SourceLocation): Evaluated {
  if (value.kind !== 'dictionary' && value.kind !== 'list') return withItems(value, at, () => value);
  const json = jsonText(value);
  return typeof json === 'string' ? scalar(at, json) : unresolved(at, json.reason);
}

function malformed(name: string): string {
  return `the arguments of ${name} do not have the form that CloudFormation documents; correct them`;
}
