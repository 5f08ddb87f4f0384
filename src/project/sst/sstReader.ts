import path from 'node:path';
import type { Evaluated } from '../cloudformation/evaluated';
import { ProblemList } from '../problemList';
import { DISK_FILES } from '../projectFiles';
import type { ProjectFunction } from '../projectFunction';
import { ScriptProgram } from '../script/scriptProgram';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { sstFunction } from './sstFunction';
import { WrittenFunctions } from './writtenFunctions';

const FILE_NAME = /^sst\.config\.[cm]?[jt]s$/;

/** Programs of SST, version 2 and 3: sst.config.ts and what it imports. Nothing of them is executed. */
export class SstReader implements TemplateReader {
  recognises(fileName: string): boolean {
    return FILE_NAME.test(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    if (!this.recognises(path.basename(file))) return undefined;
    const problems = new ProblemList();
    const { files = DISK_FILES, environment = {}, folder = path.dirname(file) } = options;
    const program = await ScriptProgram.load(file, text, { files, folder, environment }, problems);
    const functions: ProjectFunction[] = [];
    const context = { program, file, common: commonSettings(program), files: options.files };
    for (const written of new WrittenFunctions(program, problems).all()) {
      const read = await sstFunction(context, written);
      if (!written.isGuess || read.handlerFile !== undefined) functions.push(read);
    }
    return { functions, problems: problems.all() };
  }
}

/** What `app.setDefaultFunctionProps({ ... })` of version 2 says, the last first. */
function commonSettings(program: ScriptProgram): Evaluated[] {
  const common: Evaluated[] = [];
  for (const { module, construction } of program.found()) {
    const [settings] = construction.arguments;
    if (construction.callee[0] !== 'setDefaultFunctionProps' || settings === undefined) continue;
    const value = program.read(module, settings);
    if (value.kind === 'dictionary') common.unshift(value);
  }
  return common;
}
