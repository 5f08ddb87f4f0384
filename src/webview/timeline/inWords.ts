import type { Details } from '../../timeline/view/details';

/** Details in one line: what it is and its first numbers. */
export function inWords({ title, badge, failed, sections }: Details): string {
  const [first] = sections;
  return [
    title,
    ...(badge === undefined ? [] : [badge]),
    ...(failed ? ['failed'] : []),
    ...(first?.entries ?? []).map(({ name, value }) => `${name} ${value}`),
  ].join(', ');
}
