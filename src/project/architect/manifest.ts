import path from 'node:path';
import { member } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { TemplateDocument } from '../cloudformation/templateDocument';
import type { ProblemList } from '../problemList';
import { yamlValues } from '../translation/yamlValues';
import { arcText } from './arcText';

/** Names of manifests that are nothing else. */
const MANIFEST = /^(?:app\.arc|\.arc|arc\.(?:json|ya?ml))$/;

export function isManifestName(fileName: string): boolean {
  return MANIFEST.test(fileName) || fileName === 'package.json';
}

/** The pragmas of a manifest, by name without the `@`; undefined when the file is none. */
export function readManifest(file: string, text: string, problems: ProblemList): Evaluated | undefined {
  const name = path.basename(file);
  if (name.endsWith('.arc')) return arcText(file, text, problems);
  // Most packages are no Architect apps, and what is wrong with them is not to be said here.
  if (name === 'package.json' && !/"(?:arc|architect)"\s*:/.test(text)) return undefined;
  const document = new TemplateDocument(file, text);
  const root = yamlValues(document);
  const manifest = name === 'package.json' ? (member(root, 'arc') ?? member(root, 'architect')) : root;
  if (manifest?.kind !== 'dictionary' && document.problems.length === 0) return undefined;
  for (const { severity, message, ...at } of document.problems) {
    problems.add(at, severity, message.replace('The template', 'The manifest'));
  }
  return manifest;
}
