import { expect, it } from 'vitest';
import manifest from '../../../package.json';
import { readAnalysisSettings } from '../../../src/analysis/analysisSettings';
import { ANALYSIS_SETTINGS_SCHEMA } from '../../../src/analysis/settingsSchema';

const { severities, additionalClients } = ANALYSIS_SETTINGS_SCHEMA;

it('is in package.json', () => {
  const settings = Object.fromEntries(
    manifest.contributes.configuration.flatMap(({ properties }): [string, unknown][] => Object.entries(properties)),
  );
  // `npm run contributions` writes it.
  expect(settings['warmpath.analysis.severities']).toMatchObject(severities);
  expect(settings['warmpath.analysis.additionalClients']).toMatchObject(additionalClients);
  expect(Object.keys(manifestSeverities(settings))).toEqual(Object.keys(severities.properties));
});

it('allows what is read without a mistake', () => {
  const all = Object.entries(severities.properties).flatMap(([code, schema]) =>
    schema.enum.map((severity) => ({ severities: { [code]: severity } })),
  );
  const { language, kind, severity } = additionalClients.items.properties;
  const common = { close: ['close'], shared: true };
  const called = {
    python: { call: 'company.db.connect' },
    javascript: { module: '@company/db', symbol: 'a', new: true },
  };
  const clients = language.enum.flatMap((each) =>
    kind.enum.flatMap((made) =>
      severity.enum.map((bad) => ({
        additionalClients: [
          { language: each, kind: made, severity: bad, ...common, ...called[each as keyof typeof called] },
        ],
      })),
    ),
  );
  for (const given of [...all, ...clients]) expect(readAnalysisSettings(given).mistakes).toEqual([]);
});

it('knows every property that is read', () => {
  const { properties } = additionalClients.items;
  const { mistakes } = readAnalysisSettings({
    additionalClients: properties.language.enum.map((language) => ({ language, nothing: 1 })),
  });
  const named = mistakes.flatMap(({ message }) => /is no setting here; there are (.*)\.$/.exec(message)?.[1] ?? []);
  const known = new Set(named.flatMap((text) => text.split(/, | and /)));
  expect([...known].sort()).toEqual(Object.keys(properties).sort());
});

function manifestSeverities(settings: Record<string, unknown>): object {
  return (settings['warmpath.analysis.severities'] as { properties: object }).properties;
}
