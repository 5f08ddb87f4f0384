import type { PlainNode } from '../../../syntax/plainTree';
import type { FileFacts } from '../../facts/fileFacts';
import type { Fix, FixMaker, FixSource, TextEdit } from '../fix';
import type { CreatedVariable } from './callSite';
import { clientName } from './clientNames';
import type { CreationSite } from './creationSite';
import { creationSite } from './creationSite';
import { hoistedValue, hoistedVariable } from './hoisting';
import type { ClientLife } from './lifeOfClient';
import { areUnended, lifeOf } from './lifeOfClient';
import { isConstant, isDeclaredAlike, isNameClear } from './moduleNames';
import type { ModuleNeeds } from './moduleNeeds';
import { moduleNeeds } from './moduleNeeds';
import { usesLocalTypes } from './types';

/** Moves the creation of a client to the module, with what it needs and what is made of it. */
export const hoistCreation: FixMaker = (finding, source) => {
  const site = creationSite(finding, source);
  if (site === undefined || !canBeMadeEarly(source, site)) return [];
  const known = knownOf(source, site);
  if (known === undefined || !canWait(source, site, known.life)) return [];
  const { variable } = site;
  if (variable !== undefined && isConstant(source, variable.statement, variable.binding)) {
    return hoistVariable(source, site, variable, known);
  }
  const { life, needs } = known;
  const isMore = site.isAwaited || life.connects !== undefined || life.setUp.length > 0;
  return isMore ? [] : hoistValue(source, site, needs);
};

interface Known {
  readonly life: ClientLife;
  readonly needs: ModuleNeeds;
}

/** What there is to know of a creation that can be in the module; undefined for others. */
export function knownOf(source: FixSource, site: CreationSite): Known | undefined {
  const life = lifeOf(source, site);
  const needs = moduleNeeds(source, site.call, { call: site.creation.call });
  if (life === undefined || needs === undefined || !areUnended(source, needs)) return undefined;
  return usesLocalTypes(source, site.path, site.value) ? undefined : { life, needs };
}

/** Whether the module can wait for what has to be waited for. */
function canWait(
  { file, analysis }: FixSource,
  { isAwaited, creation }: CreationSite,
  { connects }: ClientLife,
): boolean {
  if (isAwaited || connects !== undefined) return analysis.program.modules.isEsModule(file.file);
  // Who connects it is not to be seen.
  return creation.entry.share !== 'lazy-async';
}

/** Whether nothing is lost when the client is made in the Init phase. */
function canBeMadeEarly({ file }: FixSource, { creation }: CreationSite): boolean {
  const { entry, call, isDefault, isRare } = creation;
  if (entry.fix === 'none' || entry.share === 'check' || isDefault || isRare) return false;
  return isUsual(file.facts, call.conditions);
}

/** Whether code runs unless the function is left before it. */
export function isUsual({ conditions }: FileFacts, ids: readonly number[]): boolean {
  return ids.every((id) => conditions[id]?.branch === 'after');
}

function hoistVariable(
  source: FixSource,
  site: CreationSite,
  variable: CreatedVariable,
  { life, needs }: Known,
): Fix[] {
  const { statement, binding } = variable;
  const isThere = life.setUp.length === 0 && isDeclaredAlike(source, statement, variable.name);
  const isOwn = isThere || isNameClear(source, statement, binding);
  const name = isOwn ? variable.name : clientName(source, site);
  const pair = isOwn && !isThere ? dependents(source, site, variable) : [];
  const setUp = [...life.setUp, ...(life.connects === undefined ? [] : [life.connects])];
  const moved = isThere ? undefined : [...setUp, ...pair.map((each) => each.statement)];
  const all = joinedNeeds([needs, ...pair.map((each) => each.needs)]);
  return fixOf(hoistedVariable(source, site, { variable, name, needs: all, moved, ends: life.ends }), name, life, site);
}

function joinedNeeds(needs: readonly ModuleNeeds[]): ModuleNeeds {
  return { below: Math.max(...needs.map(({ below }) => below)), locals: needs.flatMap(({ locals }) => locals) };
}

/** Clients that are made of this one alone: they move with it. */
function dependents(
  source: FixSource,
  site: CreationSite,
  variable: CreatedVariable,
): { readonly statement: PlainNode; readonly needs: ModuleNeeds }[] {
  const { file, analysis } = source;
  return analysis.creationsIn(file).flatMap((creation) => {
    if (creation.call.function !== site.creation.call.function || creation === site.creation) return [];
    const other = creationSite(creation.call, source);
    if (other?.variable === undefined || other.isAwaited || !canBeMadeEarly(source, other)) return [];
    const { statement, name, binding } = other.variable;
    const known = quiet(source, other);
    if (known?.locals.some((local) => local.statement === variable.statement) !== true) return [];
    const isMovable = isConstant(source, statement, binding) && isNameClear(source, statement, binding);
    return isMovable && !isDeclaredAlike(source, statement, name) ? [{ statement, needs: known }] : [];
  });
}

/** What a client needs that nothing else happens to. */
function quiet(source: FixSource, site: CreationSite): ModuleNeeds | undefined {
  const life = lifeOf(source, site);
  const isQuiet = life?.ends.length === 0 && life.setUp.length === 0;
  if (!isQuiet || usesLocalTypes(source, site.path, site.value)) return undefined;
  return moduleNeeds(source, site.call, { call: site.creation.call });
}

/** A client without a variable gets one in the module. */
function hoistValue(source: FixSource, site: CreationSite, needs: ModuleNeeds): Fix[] {
  if (site.path.at(site.path.indexOf(site.value) - 1)?.type === 'expression_statement') return [];
  const name = clientName(source, site);
  return fixOf(hoistedValue(source, site, needs, name), name, undefined, site);
}

function fixOf(
  edits: readonly TextEdit[] | undefined,
  name: string,
  life: ClientLife | undefined,
  site: CreationSite,
): Fix[] {
  if (edits === undefined) return [];
  const isEnding = life !== undefined && life.ends.length > 0;
  const title = `Create ${name} once, outside of the handler${isEnding ? ', and leave it open' : ''}`;
  return [{ title, edits, isSafe: !isEnding && !site.isAwaited && site.creation.entry.connects !== 'eager' }];
}
