import { stateText, type FunctionState } from '../environmentStates';
import type { Translate } from '../translate';

/** What the status bar's tooltip tells. */
export interface StatusDetails {
  /** Functions that have been served, with what is known of their environments. */
  readonly functions: readonly { readonly name: string; readonly state: FunctionState }[];
  readonly invokeApiUrl: string | undefined;
}

/** Short text of the status bar item: what is running, else how many environments are warm. */
export function statusText(running: readonly string[], states: readonly FunctionState[], t: Translate): string {
  const [first, ...others] = new Set(running);
  if (first !== undefined) {
    return `$(sync~spin) ${others.length === 0 ? first : t('{0} functions', others.length + 1)}`;
  }
  const warm = states.flatMap(({ environments }) => environments).filter(({ phase }) => phase !== 'stopping').length;
  return warm === 0 ? '$(flame) Warmpath' : `$(flame) ${t('{0} warm', warm)}`;
}

/** The tooltip, in Markdown. */
export function statusTooltip({ functions, invokeApiUrl }: StatusDetails, t: Translate): string {
  const environments = functions.map(({ name, state }) => `- \`${name}\`: ${stateText(state, t)}`);
  const links = [`[${t('Show output')}](command:warmpath.showOutput)`, `[${t('Show log')}](command:warmpath.showLog)`];
  return [
    environments.length === 0 ? t('No function has been invoked in this window.') : environments.join('\n'),
    ...(invokeApiUrl === undefined ? [] : [t('Invoke API: {0}', `\`${invokeApiUrl}\``)]),
    links.join(' · '),
  ].join('\n\n');
}
