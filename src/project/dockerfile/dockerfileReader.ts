import path from 'node:path';
import { languageOfRuntime } from '../handlerFile';
import { ProblemList } from '../problemList';
import { inOrder } from '../projectFunction';
import type { ProjectFunction } from '../projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { dictionaryOf, textAt } from '../translation/evaluatedBuilders';
import { translatedFunction } from '../translation/translatedFunction';
import { imageProperties } from './imageProperties';
import { dockerInstructions } from './instructions';
import { lambdaImage } from './lambdaImage';
import type { LambdaImage } from './lambdaImage';
import { contextsOf, imageSource } from './sources';
import type { ImageSource } from './sources';
import { stagesOf } from './stages';
import type { Command, Stage } from './stages';

const FILE_NAME = /^(?:Dockerfile|Containerfile)(?:[.-].+)?$|.\.(?:[dD]ockerfile|[cC]ontainerfile)$/;

/** Dockerfiles whose image is a Lambda function, by its base image or its runtime interface client. Others have nothing. */
export class DockerfileReader implements TemplateReader {
  recognises(fileName: string): boolean {
    return FILE_NAME.test(fileName) && !fileName.endsWith('.dockerignore');
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    if (!this.recognises(path.basename(file))) return undefined;
    const stages = stagesOf(dockerInstructions(file, text));
    const stage = stages.at(-1);
    const image = stage === undefined ? undefined : lambdaImage(stage, text);
    if (stage === undefined || image === undefined) return { functions: [], problems: [] };
    const problems = new ProblemList();
    if (image.handler === undefined || image.command === undefined) {
      const message = 'The image has no CMD with a handler, so it is no function of its own; add CMD ["app.handler"].';
      problems.add(stage.at, 'information', message);
      return { functions: [], problems: problems.all() };
    }
    const read = await this.function(file, options, { stages, stage, image, problems });
    return { functions: [read], problems: [] };
  }

  private async function(
    file: string,
    options: TemplateOptions,
    { stages, stage, image, problems }: Reading,
  ): Promise<ProjectFunction> {
    const { command, handler = '' } = image;
    const source = await findSource(file, options, { stages, stage, image, problems });
    const context = source?.context ?? path.dirname(file);
    const read = await translatedFunction({
      template: file,
      origin: 'dockerfile',
      logicalName: nameOf(file),
      at: stage.at,
      properties: imageProperties(stage, image),
      metadata: dictionaryOf(stage.at, {
        DockerContext: textAt(stage.at, context),
        Dockerfile: textAt(stage.at, file),
      }),
      eventSources: [],
      problems: [],
      assumed: new Set(['packageType', 'image'] as const),
      words: {},
      files: options.files,
    });
    return {
      ...read,
      configuration: {
        ...read.configuration,
        handler: source?.handler ?? handler,
        codePath: source?.codePath ?? context,
      },
      places: { ...read.places, ...(command === undefined ? {} : { handler: command.at, image: command.at }) },
      ...handlerSource(source),
      problems: inOrder([...read.problems, ...problems.all()]),
    };
  }
}

interface Reading {
  readonly stages: readonly Stage[];
  readonly stage: Stage;
  readonly image: LambdaImage;
  readonly problems: ProblemList;
}

/** The source of the handler; what is wrong with the way to it is reported. */
async function findSource(
  file: string,
  options: TemplateOptions,
  { stages, stage, image, problems }: Reading,
): Promise<ImageSource | undefined> {
  const { command, handler = '', runtime } = image;
  if (command !== undefined) reportForm(command, image, problems);
  if (runtime === undefined) {
    const message = 'The runtime is not known: the tag of the base image has no version; name one, e.g. python:3.13.';
    problems.add(stage.at, 'warning', message);
  }
  const language = runtime === undefined ? undefined : languageOfRuntime(runtime);
  if (language === undefined) return undefined;
  const contexts = await contextsOf(file, options.folder);
  const root = codeRoot(stage, image);
  const source = await imageSource({ stages, stage, root, handler, language, contexts, files: options.files });
  if (source === undefined) {
    const message = `There is no file for the handler ${handler} among what is copied to ${root}; correct CMD or COPY.`;
    problems.add(command?.at ?? stage.at, 'error', message);
  }
  return source;
}

function handlerSource(source: ImageSource | undefined): Partial<ProjectFunction> {
  return source === undefined ? {} : { handlerFile: source.file, handlerSymbol: source.symbol };
}

/** What Docker makes of a command that is no JSON list. */
function reportForm({ form, isBroken, at }: Command, { kind }: LambdaImage, problems: ProblemList): void {
  if (isBroken) {
    problems.add(at, 'error', 'The command is not a JSON list, so Docker hands it to a shell; use double quotes.');
  } else if (form === 'shell' && kind === 'base image') {
    problems.add(at, 'error', 'The command has no brackets, so Lambda would start /bin/sh; write CMD ["app.handler"].');
  }
}

/** The runtimes of AWS's images start in their own folder, the interface clients where they are started. */
function codeRoot({ variables, workingDirectory }: Stage, { kind }: LambdaImage): string {
  const own = variables.get('LAMBDA_TASK_ROOT')?.value;
  if (own?.startsWith('/') === true) return own;
  return kind === 'base image' ? '/var/task' : workingDirectory;
}

/** `orders` of `services/orders/Dockerfile`, `Dockerfile.orders` and `orders.Dockerfile`. */
function nameOf(file: string): string {
  const name = path.basename(file);
  const own = /^(?:Dockerfile|Containerfile)[.-](.+)$/.exec(name) ?? /^(.+)\.(?:dockerfile|containerfile)$/i.exec(name);
  const given = own?.[1] ?? path.basename(path.dirname(file));
  return given.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 64) || 'function';
}
