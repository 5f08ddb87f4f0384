import type { Connection } from 'vscode-languageserver/node';
import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { NO_SETTINGS, readAnalysisSettings } from '../analysis/analysisSettings';
import type { AnalysisSettings } from '../analysis/analysisSettings';
import type { ClientFeatures } from './clientFeatures';
import { SETTINGS_SECTION, settingsSection } from './protocol';

export interface ClientSettingsOptions {
  readonly connection: Connection;
  readonly client: Pick<ClientFeatures, 'isAskedForSettings' | 'registersSettings'>;
  /** What the client gave when it started the server. */
  readonly initial: unknown;
  /** URI of a folder by its absolute path. */
  readonly uriOf: (folder: string) => string;
}

/** The user's settings in the client: asked for by folder where the client can be asked, else those it sends. */
export class ClientSettings {
  private everywhere: AnalysisSettings = NO_SETTINGS;
  private readonly folders = new Map<string, AnalysisSettings>();
  private readonly told = new Set<string>();

  constructor(private readonly options: ClientSettingsOptions) {
    if (options.initial !== undefined) this.everywhere = this.read(options.initial);
  }

  /** Settings of a folder (absolute path), or of documents that lie in none. */
  readonly of = (folder: string | undefined): AnalysisSettings =>
    (folder === undefined ? undefined : this.folders.get(folder)) ?? this.everywhere;

  /** Asks to be told about changes. */
  async follow(): Promise<void> {
    const { client, connection } = this.options;
    if (!client.registersSettings) return;
    await connection.client.register(DidChangeConfigurationNotification.type, { section: [SETTINGS_SECTION] });
  }

  /** Takes in what a client sent that cannot be asked. */
  take(sent: unknown): void {
    const section = settingsSection(sent);
    if (!this.options.client.isAskedForSettings && section !== undefined) this.everywhere = this.read(section);
  }

  /** Asks for the settings of folders (absolute paths). */
  async ask(folders: readonly string[]): Promise<void> {
    const { client, connection, uriOf } = this.options;
    if (!client.isAskedForSettings) return;
    const scopes = folders.map((folder) => ({ scopeUri: uriOf(folder), section: SETTINGS_SECTION }));
    const answers: readonly unknown[] = await connection.workspace.getConfiguration([
      { section: SETTINGS_SECTION },
      ...scopes,
    ]);
    const [everywhere, ...byFolder] = answers.map((given) => this.read(given));
    this.everywhere = everywhere ?? NO_SETTINGS;
    this.folders.clear();
    for (const [index, folder] of folders.entries()) this.folders.set(folder, byFolder[index] ?? this.everywhere);
  }

  private read(given: unknown): AnalysisSettings {
    if (given === null || given === undefined) return NO_SETTINGS;
    const { settings, mistakes } = readAnalysisSettings(ownMembers(given));
    for (const { message } of mistakes) {
      if (this.told.has(message)) continue;
      this.told.add(message);
      this.options.connection.console.warn(`${SETTINGS_SECTION}: ${message}`);
    }
    return settings;
  }
}

/** A client's section may have settings for the client itself, which are not looked at here. */
function ownMembers(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const { severities, additionalClients } = { severities: undefined, additionalClients: undefined, ...given };
  const members = { severities, additionalClients };
  return Object.fromEntries(
    Object.entries(members).filter(([, value]: [string, unknown]) => value !== undefined && value !== null),
  );
}
