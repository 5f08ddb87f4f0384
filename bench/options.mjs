// @ts-check
import { parseArgs } from 'node:util';

export const HELP = `Measures Warmpath beside the least its work can cost, and beside other tools.

npm run bench -- [options]
  --json FILE   writes the figures as JSON, too
  --only NAME   only figures whose group or name contains NAME; may be given several times
  --quick       few samples: shows whether everything works, the figures mean little
  --help        shows this text

Other tools are installed into the user's cache folder when they are needed.
`;

/**
 * Throws an Error with one line for the user.
 * @param {readonly string[]} given
 */
export function readOptions(given) {
  const { values } = parseArgs({
    args: [...given],
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}
