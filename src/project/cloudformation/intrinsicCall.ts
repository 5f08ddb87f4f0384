import { isMap, isScalar } from 'yaml';
import type { TemplateNode } from './templateDocument';

/** Every intrinsic function, condition function and rule function that has a short form. */
const SHORT_FORMS: ReadonlySet<string> = new Set([
  'And',
  'Base64',
  'Cidr',
  'Condition',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Ref',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
]);

/** The functions whose long form has no `Fn::`. */
const WITHOUT_PREFIX: ReadonlySet<string> = new Set(['Ref', 'Condition']);

/** A use of an intrinsic function, `!Sub x` or `Fn::Sub: x`. */
export interface IntrinsicCall {
  /** Long name, e.g. `Fn::Sub` or `Ref`; the tag itself when it is none of CloudFormation's. */
  readonly name: string;
  /** Node of the argument. In the short form this is the tagged node, whose tag must then be disregarded. */
  readonly argument: unknown;
  readonly shortForm: boolean;
}

/** Whether CloudFormation has a function of this long name. */
export function isIntrinsicName(name: string): boolean {
  return SHORT_FORMS.has(name.replace(/^Fn::/, ''));
}

export function isIntrinsicTag(tag: string): boolean {
  return tag.startsWith('!') && SHORT_FORMS.has(tag.slice(1));
}

/** The intrinsic function that `node` calls, if it calls one. */
export function intrinsicCall(node: TemplateNode): IntrinsicCall | undefined {
  const { tag } = node;
  return tag?.startsWith('!') ? { name: longName(tag), argument: node, shortForm: true } : longCall(node);
}

/** The long form in `node`, whose tag is disregarded: `!Base64 { Fn::Sub: x }` holds one within another. */
export function longCall(node: TemplateNode): IntrinsicCall | undefined {
  if (!isMap(node) || node.items.length !== 1) return undefined;
  const [pair] = node.items;
  const name = isScalar(pair?.key) ? String(pair.key.value) : '';
  if (name !== 'Ref' && !name.startsWith('Fn::')) return undefined;
  return { name, argument: pair?.value, shortForm: false };
}

function longName(tag: string): string {
  if (!isIntrinsicTag(tag)) return tag;
  const name = tag.slice(1);
  return WITHOUT_PREFIX.has(name) ? name : `Fn::${name}`;
}
