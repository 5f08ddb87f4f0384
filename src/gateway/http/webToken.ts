import { isObject, parseJson } from '../responseParts';

/**
 * The claims of a JSON web token as events show them: every value is a text. The signature is not checked. Undefined:
 * this is no such token.
 */
export function claimsOf(token: string): Record<string, string> | undefined {
  const parts = token.replace(/^Bearer\s+/i, '').split('.');
  const [header = '', payload = ''] = parts;
  if (parts.length !== 3 || !isObject(jsonOf(header))) return undefined;
  const claims = jsonOf(payload);
  if (!isObject(claims)) return undefined;
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]));
}

function jsonOf(base64url: string): unknown {
  return parseJson(Buffer.from(base64url, 'base64url').toString());
}

/** Lists become `[a b]`. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
