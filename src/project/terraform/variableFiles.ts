import path from 'node:path';
import { scalar } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import type { ProjectFiles } from '../projectFiles';
import type { Problem } from '../projectFunction';
import type { HclFiles } from './hclFiles';
import { TerraformModule } from './terraformModule';

/** Files of values that Terraform reads without being told. */
const AUTOMATIC = /\.auto\.tfvars(?:\.json)?$/;

/**
 * Values of variables in the order in which Terraform lets them replace each other: terraform.tfvars, then
 * *.auto.tfvars, then those given by hand.
 */
export async function readVariables(
  folder: string,
  files: ProjectFiles,
  sources: HclFiles,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly values: ReadonlyMap<string, Evaluated>; readonly problems: readonly Problem[] }> {
  const values = new Map<string, Evaluated>();
  const problems: Problem[] = [];
  for (const name of ['terraform.tfvars', 'terraform.tfvars.json', ...(await files.names(folder, AUTOMATIC))]) {
    const file = path.join(folder, name);
    const text = await files.text(file);
    if (text === undefined) continue;
    const read = await sources.read(file, text);
    problems.push(...read.problems);
    const module = new TerraformModule(folder, [], new Map());
    for (const [variable, { value }] of read.body.attributes) {
      values.set(variable, module.evaluate(value));
    }
  }
  const at = { file: path.join(folder, 'terraform.tfvars'), line: 1, column: 1 };
  for (const [name, text] of Object.entries(parameters)) {
    // Lists and maps are given as Terraform's own command line wants them.
    const expression = /^\s*[[{]/.test(text) ? await sources.expression(at.file, text) : undefined;
    const module = new TerraformModule(folder, [], new Map());
    values.set(name, expression === undefined ? scalar(at, text) : module.evaluate(expression));
  }
  return { values, problems };
}
