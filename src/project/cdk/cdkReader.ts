import path from 'node:path';
import { CloudFormationReader } from '../cloudformation/cloudFormationReader';
import { handlerParts, languageOfRuntime } from '../handlerFile';
import { isWithin } from '../isWithin';
import { DISK_FILES } from '../projectFiles';
import { problemAt } from '../projectFunction';
import type { Problem, ProjectFunction } from '../projectFunction';
import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';
import { AssetSources } from './assetSource';
import { readCloudAssembly } from './cloudAssembly';
import type { CloudAssembly, ResourceMetadata, SynthesizedTemplate } from './cloudAssembly';
import { shortestNames } from './shortestNames';

/** A function with what CDK notes about it. */
interface Synthesized {
  readonly projectFunction: ProjectFunction;
  readonly metadata: ResourceMetadata;
}

/** What `cdk synth` wrote into cdk.out. The app itself is not executed. */
export class CdkReader implements TemplateReader {
  private readonly cloudFormation = new CloudFormationReader();

  recognises(fileName: string): boolean {
    return fileName === 'manifest.json';
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    const assembly = await readCloudAssembly(file, text, options.files ?? DISK_FILES);
    if (assembly === undefined) return undefined;
    const problems: Problem[] = [...assembly.problems];
    const nested: string[] = [];
    const found: Synthesized[] = [];
    for (const template of assembly.templates) {
      const contents = await this.contents(template, options);
      problems.push(...contents.problems);
      nested.push(template.file, ...(contents.nested ?? []));
      for (const projectFunction of contents.functions) {
        const metadata = assembly.metadata.get(projectFunction.template?.file ?? template.file);
        found.push({
          projectFunction,
          metadata: metadata?.get(path.posix.basename(projectFunction.logicalName)) ?? {},
        });
      }
    }
    const names = shortestNames(
      found.map(({ projectFunction, metadata }) => constructPathOf(metadata) ?? projectFunction.logicalName),
    );
    const sources = new AssetSources(path.dirname(path.dirname(file)));
    const functions: ProjectFunction[] = [];
    for (const [index, synthesized] of found.entries()) {
      const mapped = await mapToSource(synthesized, assembly, sources);
      functions.push({ ...mapped, logicalName: names[index] ?? mapped.logicalName, origin: 'cdk' });
    }
    return { functions, problems, nested };
  }

  private async contents(template: SynthesizedTemplate, options: TemplateOptions): Promise<TemplateContents> {
    const parameters = { ...template.pseudoParameters, ...options.parameters };
    const contents = await this.cloudFormation.read(template.file, template.text, { ...options, parameters });
    return contents ?? { functions: [], problems: [] };
  }
}

/** A resource of the construct library is the child `Resource` of what people wrote. */
function constructPathOf({ constructPath }: ResourceMetadata): string | undefined {
  return constructPath?.replace(/\/Resource$/, '');
}

/** A function whose code folder is the source its asset was made from, where that can be told. */
async function mapToSource(
  { projectFunction, metadata }: Synthesized,
  assembly: CloudAssembly,
  sources: AssetSources,
): Promise<ProjectFunction> {
  const { configuration, handlerFile, packageType, template } = projectFunction;
  if (packageType === 'Image') return { ...projectFunction, image: dockerImage(projectFunction, metadata, assembly) };
  const asset = configuration.codePath;
  const isAsset = path.basename(asset).startsWith('asset.');
  if (!isAsset || handlerFile === undefined || template === undefined) return projectFunction;
  const source = isWithin(asset, handlerFile)
    ? await sourceOf(handlerFile, asset, metadata, assembly, sources)
    : handlerFile;
  if (source !== undefined) return { ...projectFunction, ...runFromSource(projectFunction, source) };
  const message =
    `It runs from the copy ${asset}, because the source of it was not found; ` +
    'bundle with source maps, or run cdk synth again after each change.';
  return { ...projectFunction, problems: [...projectFunction.problems, problemAt(template, 'information', message)] };
}

async function sourceOf(
  handlerFile: string,
  asset: string,
  metadata: ResourceMetadata,
  assembly: CloudAssembly,
  sources: AssetSources,
): Promise<string | undefined> {
  const copied = await sources.bySameContent(asset, handlerFile);
  if (copied !== undefined) return copied;
  if (handlerFile.endsWith('.py')) return undefined;
  const constructPath = constructPathOf(metadata) ?? '';
  const isBundled = assembly.constructs.get(constructPath)?.endsWith('.NodejsFunction') === true;
  return (
    (await sources.byBundleComments(handlerFile)) ??
    (isBundled ? await sources.byConstructId(path.posix.basename(constructPath)) : undefined)
  );
}

/** The settings that start a source file; the asset stays the code folder where a handler string cannot name the file. */
function runFromSource({ configuration }: ProjectFunction, source: string): Partial<ProjectFunction> {
  const language = languageOfRuntime(configuration.runtime);
  const parts = language === undefined ? undefined : handlerParts(configuration.handler, language);
  if (language === undefined || parts === undefined) return { handlerFile: source };
  const module = source.slice(0, -path.extname(source).length);
  const packaged = module.replace(/[\\/]__init__$/, '');
  const ending = `/${parts.modulePath}`;
  const found = [module, packaged].map(slashes).find((each) => each.endsWith(ending));
  if (found !== undefined) {
    const codePath = path.resolve(found.slice(0, -ending.length));
    return { handlerFile: source, configuration: { ...configuration, codePath } };
  }
  const name = path.basename(module);
  if (language === 'python' || name.includes('.')) return { handlerFile: source };
  const handler = `${name}.${parts.exportName}`;
  return { handlerFile: source, configuration: { ...configuration, codePath: path.dirname(source), handler } };
}

/** The image with the place it is built from: the metadata of the resource says it, or else the asset manifest. */
function dockerImage(
  { image, template }: ProjectFunction,
  { assetPath, dockerfilePath }: ResourceMetadata,
  { images }: CloudAssembly,
): NonNullable<ProjectFunction['image']> {
  const tag = image?.uri?.split(':').at(-1) ?? '';
  const asset =
    assetPath === undefined || template === undefined
      ? images.get(tag)
      : { context: path.resolve(path.dirname(template.file), assetPath), dockerfilePath };
  if (asset === undefined) return image ?? {};
  const { context, dockerfilePath: name = 'Dockerfile' } = asset;
  return { ...image, context, dockerfile: path.join(context, name) };
}

function slashes(file: string): string {
  return file.split(path.sep).join('/');
}
