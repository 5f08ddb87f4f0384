// @ts-check
import process from 'node:process';

/** What programs need to find files and other programs. */
const KEPT = [
  'PATH',
  'HOME',
  'TMPDIR',
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'USERPROFILE',
  'TEMP',
  'TMP',
  'LOCALAPPDATA',
];

/**
 * The environment of everything that is measured. Whatever else is set on this machine may slow an interpreter down:
 * NODE_EXTRA_CA_CERTS alone makes every start of Node.js 20 take 40 ms more.
 * @returns {Record<string, string>}
 */
export function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.includes(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])), LANG: 'C.UTF-8' };
}
