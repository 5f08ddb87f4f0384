import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Variables of a server that looks nothing up in a gallery. */
export const OFFLINE = { EXTENSIONS_GALLERY: '{}' };
/** A new window of these shows what the test does, and nothing else. */
const QUIET: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Writes the user's settings of a server, beside those that keep it quiet. */
export async function writeSettings(dataFolder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const kind of ['User', 'Machine']) {
    const folder = path.join(dataFolder, 'data', kind);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, undefined, 2));
  }
}
