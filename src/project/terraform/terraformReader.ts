import path from 'node:path';
import { DISK_FILES } from '../projectFiles';
import type { ProjectFiles } from '../projectFiles';
import { inOrder, problemAt } from '../projectFunction';
import type { Problem, ProjectFunction } from '../projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { functionBlock } from './functionBlock';
import { readFunction } from './functionResource';
import { HclFiles } from './hclFiles';
import { instancesOf } from './instances';
import { TerraformModule } from './terraformModule';
import { readVariables } from './variableFiles';

const TERRAFORM_FILE = /\.tf(?:\.json)?$/;

/**
 * Terraform files. The files of a folder are one module: those beside the given one are read for their values, and
 * each function belongs to the file that declares it.
 */
export class TerraformReader implements TemplateReader {
  private readonly sources = new HclFiles();

  recognises(fileName: string): boolean {
    return TERRAFORM_FILE.test(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    const own = await this.sources.read(file, text);
    const declared = own.body.blocks.filter((block) => functionBlock(block) !== undefined);
    if (declared.length === 0) return { functions: [], problems: own.problems };
    const files = options.files ?? DISK_FILES;
    const folder = path.dirname(file);
    const bodies = [own.body, ...(await this.besides(file, files))];
    const given = await readVariables(folder, files, this.sources, options.parameters ?? {});
    const module = new TerraformModule(folder, bodies, given.values);
    const functions: ProjectFunction[] = [];
    const problems: Problem[] = [...own.problems, ...given.problems];
    for (const block of declared) {
      const { instances, problem } = instancesOf(module, block);
      if (instances.length === 0) {
        const message = `The function ${block.labels.at(-1) ?? ''} is left out: its count or for_each makes none.`;
        problems.push(problemAt(block.at, 'information', message));
      }
      for (const each of instances) {
        const read = await readFunction({ module, block, instance: each, files });
        if (read === undefined) continue;
        functions.push(problem === undefined ? read : { ...read, problems: inOrder([...read.problems, problem]) });
      }
    }
    return { functions, problems: inOrder(problems) };
  }

  private async besides(file: string, files: ProjectFiles): Promise<Awaited<ReturnType<HclFiles['read']>>['body'][]> {
    const folder = path.dirname(file);
    const bodies = [];
    for (const name of await files.names(folder, TERRAFORM_FILE)) {
      const sibling = path.join(folder, name);
      if (sibling === file) continue;
      const text = await files.text(sibling);
      if (text !== undefined) bodies.push((await this.sources.read(sibling, text)).body);
    }
    return bodies;
  }
}
