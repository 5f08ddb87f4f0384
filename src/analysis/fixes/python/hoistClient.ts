import type { FixMaker, FixSource } from '../fix';
import { clientName } from './clientNames';
import { isShared, useOf, withoutCloses } from './clientUse';
import { textOf } from './codeBlocks';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import { hoistedCall } from './hoistCall';
import { needsOf } from './movable';

/** Makes a client once, where the module is loaded. */
export const hoistClient: FixMaker = (finding, source) => {
  const site = creationSite(finding, source);
  if (site === undefined || site.isEntered || !isHoistable(source, site)) return [];
  const use = useOf(source, site);
  const needs = needsOf(source, site.call);
  if (use === undefined || needs?.isConstant !== true) return [];
  const closes = withoutCloses(source, use.closes);
  const moved = hoistedCall(source, { ...site, needs, nameForModule: () => clientName(source, site) });
  if (closes === undefined || moved === undefined) return [];
  const isRegional = /^boto3\b/.test(site.creation.path) && !/region_name|Session/.test(textOf(source, site.call));
  const edits = [...moved, ...closes];
  const title = `Make it once when the module is loaded${isRegional ? ' (tests need a region then)' : ''}`;
  return [{ title, edits, isSafe: site.creation.entry.connects !== 'eager' && site.creation.entry.share !== 'check' }];
};

/** Whether making the client in every environment, whatever its invocations are, changes nothing else. */
function isHoistable({ file }: FixSource, site: CreationSite): boolean {
  const { creation } = site;
  const { entry, call, isDefault, path } = creation;
  if (entry.fix !== 'hoist' || isDefault) return false;
  // Resources and sessions are not made for several threads.
  if (isShared(site) && /\.(?:resource|Session)\b/.test(path)) return false;
  return call.conditions.every((id) => file.facts.conditions[id]?.branch === 'after');
}
