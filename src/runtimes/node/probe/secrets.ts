/** What stands for a secret. */
export const MASK = '***';

const NAMES =
  /pass(?:word|wd|phrase)|passwd|secret|token|api_?-?key|access_?-?key|credential|private_?-?key|authorization|signature|cookie|session_?-?id|connection_?-?string/i;
const SHAPES = [
  // Key ids of AWS, JSON web tokens, keys in PEM, what GitHub, Slack and Stripe hand out.
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|[sr]k_(?:live|test)_\w{10,})/,
  /\b(?:Bearer|Basic)\s+[\w+/=.~-]{8,}/i,
];
/** `scheme://user:password@host` and `key=value` with a name that tells of a secret. */
const PASSWORD_IN_URL = /(\b[a-z][\w+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(@)/gi;
const NAMED_VALUE = new RegExp(`((?:${NAMES.source})["']?\\s*[=:]\\s*)[^\\s&;,]+`, 'gi');
const LONG_WORD = /[\w+/=-]{32,}/g;
/** Bits of each character: random letters and digits have more, names and paths less. */
const RANDOM_ENTROPY = 4;

/** Whether what has this name is nobody's business. */
export function isSecretName(name: string): boolean {
  return NAMES.test(name);
}

/** The text without what looks like a secret. */
export function withoutSecrets(text: string): string {
  if (SHAPES.some((shape) => shape.test(text))) return MASK;
  return text
    .replace(PASSWORD_IN_URL, `$1${MASK}$2`)
    .replace(NAMED_VALUE, `$1${MASK}`)
    .replace(LONG_WORD, (word) => (looksRandom(word) ? MASK : word));
}

function looksRandom(word: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(word)).length;
  if (/^[0-9a-f]{32,}$/i.test(word)) return true;
  if (kinds < 3) return false;
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / word.length) * Math.log2(count / word.length);
  return entropy >= RANDOM_ENTROPY;
}
