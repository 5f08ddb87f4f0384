import type { CreationSite } from './creationSite';

/** What connections say when they are lost, by package. */
const LOSS_EVENTS: ReadonlyMap<string, string> = new Map([
  ['mariadb', 'error'],
  ['mysql', 'error'],
  ['mysql2', 'error'],
  ['mysql2/promise', 'error'],
  ['pg', 'error'],
]);

/** The event with which a connection that can be lost says so; undefined for what connects again by itself. */
export function lossEventOf({ creation }: CreationSite): string | undefined {
  if (creation.entry.share !== 'check') return undefined;
  const [module = ''] = creation.path.split('#');
  return LOSS_EVENTS.get(module);
}
