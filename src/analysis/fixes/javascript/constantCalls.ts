import type { CallFacts } from '../../facts/fileFacts';
import { lastName } from '../../program/program';
import type { FixSource } from '../fix';

/** Calls of packages that give the same whenever they are made (see `CatalogueEntry.paths`). */
const CONSTANT: readonly RegExp[] = [
  /^@aws-sdk\/credential-provider[\w-]*#/,
  /^@smithy\/[\w-]+#/,
  /^aws-xray-sdk(?:-core)?#capture(?:AWS|AWSClient|AWSv3Client|HTTPsGlobal)$/,
  /^firebase-admin(?:\/app)?#(?:credential\.)?(?:applicationDefault|cert)$/,
  /^fs#readFileSync$/,
  /^path#(?:join|resolve|dirname)$/,
  /^url#fileURLToPath$/,
];

/** Functions of the language that only look at what they are given. */
const PURE: ReadonlySet<string> = new Set(['Boolean', 'Number', 'Object', 'String', 'URL', 'parseFloat', 'parseInt']);

const PURE_METHODS: ReadonlySet<string> = new Set([
  'JSON.parse',
  'JSON.stringify',
  'Object.assign',
  'Object.freeze',
  'Buffer.from',
]);

/** Methods of values that give another value. */
const OF_TEXT: ReadonlySet<string> = new Set(['replace', 'split', 'toLowerCase', 'toString', 'trim', 'toUpperCase']);

/** Whether a call may as well be made in the Init phase, if what it is given is known there. */
export function isConstantCall({ file, analysis }: FixSource, call: CallFacts): boolean {
  const { callee } = call;
  if (callee.kind === 'name' && callee.binding === undefined) return PURE.has(callee.name);
  if (callee.kind === 'member') {
    if (OF_TEXT.has(callee.name)) return true;
    const { object } = callee;
    const isOfLanguage = object.kind === 'name' && object.binding === undefined;
    if (isOfLanguage) return PURE_METHODS.has(`${object.name}.${callee.name}`);
  }
  if (
    lastName(callee) === 'captureAWSv3Client' ||
    analysis.creationsIn(file).some((creation) => creation.call === call)
  )
    return true;
  return analysis.values.of(file, callee).some((value) => {
    if (value.kind !== 'external') return false;
    return call.isNew || CONSTANT.some((pattern) => pattern.test(value.path));
  });
}
