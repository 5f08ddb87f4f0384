import { child, parts } from '../../languages/languageWalk';
import type { FixMaker } from '../fix';
import { callSite } from './callSite';
import { textOf } from './topLevel';
import { calleeOf } from './types';

/** Calls that change the first thing they are given, and give it back. */
const CHANGING = /^(?:Object\.assign|(?:_|lodash)\.(?:assign|defaults|defaultsDeep|extend|merge))$/;

/** Puts everything into a new object, so that what outlives the invocation stays as it is. */
export const copyFirst: FixMaker = (finding, source) => {
  const site = callSite(source, finding.span);
  if (site === undefined || !CHANGING.test(textOf(calleeOf(site.call), source.text))) return [];
  // Where nobody uses the result, the change is what is wanted.
  if (site.facts.use === 'dropped' || site.facts.use === 'voided') return [];
  const [base] = parts(child(site.call, 'arguments'));
  if (base === undefined || !/^[\w$.]+$/.test(textOf(base, source.text))) return [];
  const edits = [{ span: { start: base.start, end: base.start }, text: '{}, ' }];
  return [{ title: `Leave ${textOf(base, source.text)} as it is`, edits, isSafe: false }];
};
