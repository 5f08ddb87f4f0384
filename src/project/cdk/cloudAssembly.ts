import path from 'node:path';
import { parse } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { ProblemList } from '../problemList';
import type { ProjectFiles } from '../projectFiles';
import type { Problem, Severity } from '../projectFunction';
import { jsonMember, jsonMembers, jsonText, parsedJson } from './json';

/** The template of a stack that `cdk synth` wrote. Those of nested stacks belong to it. */
export interface SynthesizedTemplate {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Pseudo parameters that the assembly knows, such as `AWS::Region`. */
  readonly pseudoParameters: Readonly<Record<string, string>>;
}

/** What CDK notes about a resource, unless it is told not to. */
export interface ResourceMetadata {
  /** Path in the construct tree, e.g. `Shop/Orders/Function/Resource`. */
  readonly constructPath?: string;
  /** Path of a staged asset, relative to the template. */
  readonly assetPath?: string;
  readonly assetProperty?: string;
  readonly dockerfilePath?: string;
}

/** A container image that is built from a folder. */
interface ImageAsset {
  /** Absolute path of the build context. */
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfilePath?: string;
}

export interface CloudAssembly {
  readonly templates: readonly SynthesizedTemplate[];
  /** By the absolute path of the template, nested ones included, and the logical id. */
  readonly metadata: ReadonlyMap<string, ReadonlyMap<string, ResourceMetadata>>;
  /** Construct path -> full name of its class, e.g. `aws-cdk-lib.aws_lambda_nodejs.NodejsFunction`. */
  readonly constructs: ReadonlyMap<string, string>;
  /** By the hash that is also the tag of the image, from the asset manifests. */
  readonly images: ReadonlyMap<string, ImageAsset>;
  readonly problems: readonly Problem[];
}

/** Reads a `cdk.out/manifest.json` with its stages and nested stacks; undefined when the text is no such manifest. */
export async function readCloudAssembly(
  file: string,
  text: string,
  files: ProjectFiles,
): Promise<CloudAssembly | undefined> {
  if (!looksLikeManifest(file, text)) return undefined;
  const reading = new Reading(files);
  await reading.manifest(file, text);
  const { templates, metadata, constructs, images, problems } = reading;
  return { templates, metadata, constructs, images, problems: problems.all() };
}

/** Other tools have files of this name; one in cdk.out that does not parse is meant for this one. */
function looksLikeManifest(file: string, text: string): boolean {
  const manifest = parsedJson(text);
  if (manifest === undefined) return path.basename(path.dirname(file)) === 'cdk.out' || text.includes('"aws:cloud');
  if (typeof jsonMember(manifest, 'artifacts') !== 'object') return false;
  return typeof jsonMember(manifest, 'version') === 'string';
}

class Reading {
  readonly templates: SynthesizedTemplate[] = [];
  readonly metadata = new Map<string, ReadonlyMap<string, ResourceMetadata>>();
  readonly constructs = new Map<string, string>();
  readonly images = new Map<string, ImageAsset>();
  readonly problems = new ProblemList();
  private readonly files: ProjectFiles;
  private readonly seen = new Set<string>();

  constructor(files: ProjectFiles) {
    this.files = files;
  }

  async manifest(file: string, text: string): Promise<void> {
    if (this.isSeen(file)) return;
    const manifest = this.parsed(file, text, 'error', 'The manifest');
    const folder = path.dirname(file);
    for (const [id, artifact] of jsonMembers(jsonMember(manifest, 'artifacts'))) {
      const properties = jsonMember(artifact, 'properties');
      const type = jsonText(artifact, 'type');
      if (type === 'aws:cloudformation:stack') {
        const name = jsonText(properties, 'stackName') ?? id;
        const place = environmentOf(jsonText(artifact, 'environment'));
        await this.stack(file, folder, jsonText(properties, 'templateFile'), { 'AWS::StackName': name, ...place });
      } else if (type === 'cdk:cloud-assembly') {
        const nested = path.join(folder, jsonText(properties, 'directoryName') ?? '', 'manifest.json');
        const nestedText = await this.companion(file, nested);
        if (nestedText !== undefined) await this.manifest(nested, nestedText);
      } else if (type === 'cdk:asset-manifest') {
        await this.assets(path.join(folder, jsonText(properties, 'file') ?? `${id}.json`));
      } else if (type === 'cdk:tree') {
        const tree = await this.files.text(path.join(folder, jsonText(properties, 'file') ?? 'tree.json'));
        if (tree !== undefined) this.tree(jsonMember(parsedJson(tree), 'tree'));
      }
    }
  }

  private async stack(
    manifest: string,
    folder: string,
    templateFile: string | undefined,
    pseudoParameters: Readonly<Record<string, string>>,
  ): Promise<void> {
    if (templateFile === undefined) return;
    const file = path.resolve(folder, templateFile);
    const text = this.isSeen(file) ? undefined : await this.companion(manifest, file);
    if (text === undefined) return;
    this.templates.push({ file, text, pseudoParameters });
    await this.resources(file, text);
  }

  /** What a stack uploads. Functions run without it, so a manifest that is missing is not missed. */
  private async assets(file: string): Promise<void> {
    const text = await this.files.text(file);
    const manifest = text === undefined ? undefined : this.parsed(file, text, 'warning', 'The asset manifest');
    for (const [hash, image] of jsonMembers(jsonMember(manifest, 'dockerImages'))) {
      const source = jsonMember(image, 'source');
      const folder = jsonText(source, 'directory');
      const dockerfilePath = jsonText(source, 'dockerFile');
      if (folder === undefined) continue;
      const context = path.resolve(path.dirname(file), folder);
      this.images.set(hash, { context, ...(dockerfilePath !== undefined && { dockerfilePath }) });
    }
  }

  /** The value of a JSON text, as far as it can be read. */
  private parsed(file: string, text: string, severity: Severity, subject: string): unknown {
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors);
    const [error] = errors;
    if (error !== undefined) {
      const before = text.slice(0, error.offset).split('\n');
      const at = { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
      this.problems.add(at, severity, `${subject} is not valid JSON; run cdk synth again.`);
    }
    return value;
  }

  private async resources(file: string, text: string): Promise<void> {
    const resources = jsonMembers(jsonMember(parsedJson(text), 'Resources'));
    const metadata = new Map(resources.map(([id, resource]) => [id, metadataOf(resource)]));
    this.metadata.set(file, metadata);
    for (const [id, resource] of resources) {
      const { assetPath } = metadata.get(id) ?? {};
      if (assetPath === undefined || jsonText(resource, 'Type') !== 'AWS::CloudFormation::Stack') continue;
      const nested = path.resolve(path.dirname(file), assetPath);
      const nestedText = this.isSeen(nested) ? undefined : await this.files.text(nested);
      if (nestedText !== undefined) await this.resources(nested, nestedText);
    }
  }

  /** A file that the assembly needs. */
  private async companion(from: string, file: string): Promise<string | undefined> {
    const text = await this.files.text(file);
    if (text === undefined) {
      const at = { file: from, line: 1, column: 1 };
      this.problems.add(at, 'error', `There is no file ${file}, which belongs to the app; run cdk synth again.`);
    }
    return text;
  }

  private tree(root: unknown): void {
    const waiting = [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const constructPath = jsonText(node, 'path');
      const name = jsonText(jsonMember(node, 'constructInfo'), 'fqn');
      if (constructPath !== undefined && name !== undefined) this.constructs.set(constructPath, name);
      waiting.push(...jsonMembers(jsonMember(node, 'children')).map(([, child]) => child));
    }
  }

  private isSeen(file: string): boolean {
    return this.seen.size === this.seen.add(file).size;
  }
}

/** The parts of `aws://123456789012/eu-west-1` that are known. */
function environmentOf(environment = ''): Record<string, string> {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  return {
    ...(/^\d{12}$/.test(account) ? { 'AWS::AccountId': account } : {}),
    ...(/^[a-z]+(?:-[a-z]+)+-\d$/.test(region) ? { 'AWS::Region': region } : {}),
  };
}

function metadataOf(resource: unknown): ResourceMetadata {
  const metadata = jsonMember(resource, 'Metadata');
  const names = {
    constructPath: 'aws:cdk:path',
    assetPath: 'aws:asset:path',
    assetProperty: 'aws:asset:property',
    dockerfilePath: 'aws:asset:dockerfile-path',
  };
  const known = Object.entries(names).map(([name, key]) => [name, jsonText(metadata, key)] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}
