import type { Locator } from 'playwright-core';

/** An element of the page, as far as functions that run there use it: the repository has no types of pages. */
export interface PageElement {
  readonly innerText: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly top: number };
}

/** Texts as a reader sees them: icons left out, any run of white space one space. */
export async function visibleText(locator: Locator): Promise<string[]> {
  return (await locator.allInnerTexts()).map(plain);
}

/** Lists and trees as text, one line a row, two spaces a level. */
export async function rowsAsText(rows: Locator): Promise<string> {
  const lines = await rows.evaluateAll((elements: PageElement[]) =>
    elements
      .map((element) => ({
        // Rows are placed by style; their order in the page is not the one that is seen.
        index: Number(element.getAttribute('data-index')),
        level: Number(element.getAttribute('aria-level') ?? '1'),
        expanded: element.getAttribute('aria-expanded'),
        text: element.innerText,
      }))
      .sort((one, other) => one.index - other.index),
  );
  return lines
    .map(({ level, expanded, text }) => {
      const twistie = expanded === 'true' ? '- ' : expanded === 'false' ? '+ ' : '';
      return `${'  '.repeat(Math.max(0, level - 1))}${twistie}${plain(text)}`;
    })
    .join('\n');
}

/** Icons are characters of the private use area, or without any width. */
export function plain(text: string): string {
  return text
    .replaceAll(/[\uE000-\uF8FF\u200B-\u200D\u2060\uFEFF]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
