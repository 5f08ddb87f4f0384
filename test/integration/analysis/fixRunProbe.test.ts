import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { LintedFolder } from '../../../src/linting/lintedFolder';
import { withEdits } from '../../../src/analysis/fixes/fix';
import { SyntaxParser } from '../../../src/syntax/syntaxParser';

test('probe', { timeout: 300_000 }, async () => {
  const syntax = new SyntaxParser();
  for (const name of readdirSync('test/fixtures/fixRuns')) {
    const linted = await LintedFolder.open(path.resolve('test/fixtures/fixRuns', name), { syntax });
    for (const file of linted.files) for (const finding of linted.findings(file)) {
      console.log(`${name}: ${finding.code} ${finding.severity}`);
      for (const fix of await linted.fixes(finding)) if (!fix.title.startsWith('Ignore ')) console.log(`   '${fix.title}'\n${process.env.SHOW ? withEdits(readFileSync(file, 'utf8'), fix.edits) : ''}`);
    }
  }
});
