import type { Entry, Evaluated } from '../cloudformation/evaluated';
import type { SourceRange } from '../projectFunction';

/** A resource of a program, in whatever language it is written. */
export interface PulumiResource {
  /** Module and name, e.g. `lambda.Function`. */
  readonly type: string;
  /** Name in the program. */
  readonly name: string;
  readonly at: SourceRange;
  readonly inputs: Evaluated;
}

/** What a program's language makes of values. */
export interface PulumiProgram {
  readonly resources: readonly PulumiResource[];
  /** Absolute path of the folder that relative paths of the program start from. */
  readonly folder: string;
  /** The resource that a value stands for, as a whole or as one of its outputs. */
  resourceOf(value: Evaluated | undefined): PulumiResource | undefined;
  /** The asset or archive that a value is. */
  archiveOf(value: Evaluated | undefined): Archive | undefined;
}

/** What a package is made from. */
export interface Archive {
  readonly kind: 'FileArchive' | 'FileAsset' | 'StringAsset' | 'AssetArchive' | 'RemoteArchive';
  /** Path, text, or the mapping of an AssetArchive. */
  readonly content: Evaluated | undefined;
}

export function inputOf({ inputs }: PulumiResource, name: string): Entry | undefined {
  const entry = inputs.kind === 'dictionary' ? inputs.entries.get(name) : undefined;
  return entry?.value.kind === 'null' ? undefined : entry;
}

const ARCHIVES: ReadonlySet<string> = new Set([
  'FileArchive',
  'FileAsset',
  'StringAsset',
  'AssetArchive',
  'RemoteArchive',
]);

/** Whether a class of Pulumi is one of those that packages are made from. */
export function isArchive(kind: string): kind is Archive['kind'] {
  return ARCHIVES.has(kind);
}
