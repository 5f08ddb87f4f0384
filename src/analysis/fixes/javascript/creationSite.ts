import type { Finding } from '../../finding';
import type { Creation } from '../../program/creations';
import type { FixSource } from '../fix';
import type { CallSite } from './callSite';
import { callSite } from './callSite';

/** The place in the code where a client is made. */
export interface CreationSite extends CallSite {
  readonly creation: Creation;
}

/** The place of a finding that is about a creation; undefined for others. */
export function creationSite({ span }: Pick<Finding, 'span'>, source: FixSource): CreationSite | undefined {
  const site = callSite(source, span);
  const creation = source.analysis.creationsIn(source.file).find(({ call }) => call === site?.facts);
  return site === undefined || creation === undefined ? undefined : { ...site, creation };
}
