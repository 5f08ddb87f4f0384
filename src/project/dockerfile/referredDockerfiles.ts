import type { TemplateContents, TemplateOptions, TemplateReader } from '../templateReader';

/**
 * A reader whose functions take their Dockerfiles along: these belong to the template, so that their functions are not
 * listed a second time.
 */
export class ReferredDockerfiles implements TemplateReader {
  constructor(private readonly reader: TemplateReader) {}

  recognises(fileName: string): boolean {
    return this.reader.recognises(fileName);
  }

  async read(file: string, text: string, options: TemplateOptions): Promise<TemplateContents | undefined> {
    const contents = await this.reader.read(file, text, options);
    const referred = contents?.functions.flatMap(({ image }) =>
      image?.dockerfile === undefined || image.dockerfile === file ? [] : [image.dockerfile],
    );
    if (contents === undefined || referred === undefined || referred.length === 0) return contents;
    return { ...contents, nested: [...new Set([...(contents.nested ?? []), ...referred])] };
  }
}
