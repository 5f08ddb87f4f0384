/** A value is a text, or unknown. */
export type Variables = Map<string, string | undefined>;

/** Longer texts are not written by people: variables that double each other make them. */
const LONGEST = 65_536;

/** Replaces `$X`, `${X}`, `${X:-default}` and `${X:+other}`; undefined when a variable without a value is needed. */
export function substituted(text: string, variables: ReadonlyMap<string, string | undefined>): string | undefined {
  const missing: string[] = [];
  const replaced = text.replace(
    /\\\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^}]*))?\})/g,
    (written: string, plain?: string, braced?: string, operator?: string, word?: string) => {
      if (written === '\\$') return '$';
      const name = plain ?? braced ?? '';
      const value = variables.get(name);
      if (operator?.endsWith('+') === true) return variables.has(name) ? (word ?? '') : '';
      if (value !== undefined && (value !== '' || operator !== ':-')) return value;
      if (operator !== undefined) return word ?? '';
      missing.push(name);
      return '';
    },
  );
  return missing.length === 0 && replaced.length <= LONGEST ? replaced : undefined;
}

/** The pairs of `ENV A=1 B="two words"`, or of the old `ENV A one value`; names without a value for ARG. */
export function assignments(text: string): [name: string, value: string | undefined][] {
  const old = /^([A-Za-z_]\w*)\s+([^=\s].*)$/.exec(text);
  if (old?.[1] !== undefined && !/^\S*=/.test(text)) return [[old[1], unquoted(old[2] ?? '')]];
  return words(text).flatMap((word): [string, string | undefined][] => {
    const pair = /^([A-Za-z_][\w.-]*)(?:=([^]*))?$/.exec(word);
    return pair?.[1] === undefined ? [] : [[pair[1], pair[2]]];
  });
}

/** Words as a shell would take them: quotes and backslashes keep spaces. */
export function words(text: string): string[] {
  const found = text.match(/(?:"(?:\\[^]|[^"\\])*"?|'[^']*'?|\\[^]|[^\s"'\\]|\\$)+/g) ?? [];
  return found.map(unquoted);
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:\\[^]|[^"\\])*)"?|'([^']*)'?|\\([^$])/g,
    (_, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["\\])/g, '$1'),
  );
}
