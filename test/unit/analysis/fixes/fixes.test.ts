import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withEdits } from '../../../../src/analysis/fixes/fix';
import type { FixedFolder, OfferedFix } from '../../../support/fixtureFixes';
import { counted, difference, fixedCopies, keyOf, offeredIn } from '../../../support/fixtureFixes';
import { scriptMistakes } from '../../../support/scriptMistakes';

const FIXTURES = path.resolve('test/fixtures/analysis');

// A fix is tried in a copy of all fixtures of its rule.
vi.setConfig({ testTimeout: 120_000 });

let scratch = '';

beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'warmpath-fixes-'));
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Every fixture with its findings, their fixes and what those make of the text. */
function report(rule: string, folder: string, { findings, offered }: FixedFolder): string {
  const places = findings.filter(({ code }) => code === rule);
  const parts = places.map((finding) => {
    const fixes = offered.filter((each) => each.finding === finding && !isSuppression(each));
    const head = `=== ${path.relative(folder, finding.file)}:${finding.range.line}`;
    if (fixes.length === 0) return `${head}: none\n`;
    return fixes
      .map(({ fix, before, after }) => {
        return `${head}: ${fix.title}${fix.isSafe ? ' (safe)' : ''}\n${difference(before, after)}`;
      })
      .join('\n');
  });
  return parts.join('\n');
}

function isSuppression({ fix }: OfferedFix): boolean {
  return fix.title.startsWith('Ignore ');
}

/** Throws when a file of a folder is no valid Python. */
function compilePython(folder: string): void {
  const code = [
    'import pathlib, sys',
    'for file in pathlib.Path(sys.argv[1]).rglob("*.py"):',
    '    compile(file.read_text(encoding="utf-8"), str(file), "exec")',
  ].join('\n');
  execFileSync('python3', ['-c', code, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
}

for (const rule of readdirSync(FIXTURES)) {
  for (const language of readdirSync(path.join(FIXTURES, rule))) {
    const found = path.join(FIXTURES, rule, language, 'found');
    if (!existsSync(found)) continue;

    test(`fixes of ${rule} in ${language} resolve what was found and bring nothing new`, async () => {
      const fixed = await offeredIn(found);
      await expect(report(rule, found, fixed)).toMatchFileSnapshot(
        `../../../golden/analysis/fixes/${rule}-${language}.txt`,
      );
      const before = counted(fixed.findings);
      const original = path.join(scratch, 'original');
      cpSync(found, original, { recursive: true });
      const mistakes = scriptMistakes(original);
      for (const { copy, made, findings } of await fixedCopies(found, fixed.offered, scratch)) {
        const expected = new Map(before);
        for (const { finding } of made) expected.set(keyOf(finding), (expected.get(keyOf(finding)) ?? 0) - 1);
        // A fix may resolve others of its kind, too.
        const more = [...counted(findings)].filter(([key, count]) => count > (expected.get(key) ?? 0));
        const fixes = made.map(({ fix, finding }) => `${path.relative(found, finding.file)}: ${fix.title}`);
        expect({ fixes, more }).toEqual({ fixes, more: [] });
        const newMistakes = scriptMistakes(copy).filter((mistake) => !mistakes.includes(mistake));
        expect({ fixes, newMistakes }).toEqual({ fixes, newMistakes: [] });
      }
      if (language === 'python') compilePython(scratch);
    });

    test(`every finding of ${rule} in ${language} can be ignored`, async () => {
      const { findings, offered } = await offeredIn(found);
      const own = findings.filter(({ code }) => code === rule);
      const ignored = own.filter(
        (finding) => offered.filter((each) => each.finding === finding && isSuppression(each)).length === 2,
      );
      expect(ignored).toEqual(own);
    });

    test(`all fixes of ${rule} in ${language} at once leave nothing for a second time`, async () => {
      const { analyser, findings } = await offeredIn(found);
      const files = [...new Set(findings.map(({ file }) => file))];
      const all = new Map<string, number>();
      cpSync(found, scratch, { recursive: true });
      for (const file of files) {
        const fixed = await analyser.fixAll(file, rule);
        const text = readFileSync(file, 'utf8');
        expect(withEdits(text, fixed?.edits ?? [])).toBe(fixed?.text);
        all.set(file, fixed?.fixed.length ?? 0);
        writeFileSync(path.join(scratch, path.relative(found, file)), fixed?.text ?? '');
      }
      if (language === 'python') compilePython(scratch);
      const after = await offeredIn(scratch);
      for (const file of files) {
        const copied = path.join(scratch, path.relative(found, file));
        const left = after.findings.filter((finding) => finding.file === copied).length;
        const before = findings.filter((finding) => finding.file === file).length;
        // What is said of a file where another one leads to it goes with it.
        expect(left, file).toBeLessThanOrEqual(before - (all.get(file) ?? 0));
        expect({ file, fixed: (await after.analyser.fixAll(copied, rule))?.fixed }).toEqual({ file, fixed: [] });
      }
    });
  }
}
