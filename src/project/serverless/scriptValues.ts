import { emptyDictionary, unresolved } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import type { ProblemList } from '../problemList';
import type { SourceLocation } from '../projectFunction';
import { parseScript } from '../script/parseScript';
import { ScriptReader } from '../script/scriptReader';
import type { ScriptNames } from '../script/scriptReader';
import { constantsOf, exportedExpression } from '../script/scriptSyntax';

/**
 * The literal parts of what a JavaScript or TypeScript file exports; everything else is unresolved, with an `information`
 * problem. `process.env.X` becomes the variable `${env:X}`. Undefined: the file exports nothing that could be read.
 */
export function scriptValues(file: string, text: string, problems: ProblemList): Evaluated | undefined {
  const program = parseScript(file, text, problems);
  if (program === undefined) return emptyDictionary({ file, line: 1, column: 1 });
  const constants = constantsOf(program);
  const names: ScriptNames = {
    constant: (name) => constants.get(name),
    environmentVariable,
    computed(at, reason) {
      problems.add(at, 'information', 'The value is computed and left out, because the file is not executed.');
      return unresolved(at, reason);
    },
  };
  const exported = exportedExpression(program);
  return exported === undefined ? undefined : new ScriptReader(file, names).read(exported);
}

/** `process.env.X ?? 'dev'` is `${env:X, 'dev'}`. */
function environmentVariable(name: string, at: SourceLocation, otherwise: string | undefined): Evaluated {
  const fallback = otherwise === undefined ? '' : `, '${otherwise.replace(/['\\]/g, '\\$&')}'`;
  return { kind: 'scalar', at, computed: false, text: `\${env:${name}${fallback}}` };
}
