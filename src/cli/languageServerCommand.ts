import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { parseOptions } from './options';

/** `warmpath language-server`: serves one editor until it says goodbye or is gone, which ends the process. */
export async function languageServerCommand(
  given: readonly string[],
  { programFolder, interrupted }: CommandContext,
): Promise<ExitCode> {
  parseOptions('language-server', given, { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } });
  // No other command needs it.
  const { serveStandardStreams } = await import('../languageServer/standardStreams');
  serveStandardStreams(programFolder);
  await interrupted;
  return EXIT.interrupted;
}
