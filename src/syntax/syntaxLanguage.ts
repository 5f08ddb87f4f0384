/** Languages whose source Warmpath reads. */
export type SyntaxLanguage = 'hcl' | 'javascript' | 'python' | 'tsx' | 'typescript';

/** The language of a file by its name; undefined for other files. */
export function syntaxLanguageOf(file: string): SyntaxLanguage | undefined {
  if (/\.[cm]?js$|\.jsx$/.test(file)) return 'javascript';
  if (/\.[cm]?ts$/.test(file)) return 'typescript';
  if (file.endsWith('.tsx')) return 'tsx';
  if (file.endsWith('.py')) return 'python';
  return file.endsWith('.tf') ? 'hcl' : undefined;
}
