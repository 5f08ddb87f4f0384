import packageJson from '../../package.json' with { type: 'json' };
import { LambdaServiceError, toError, UserError } from '../lambda/errors';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { eventsCommand } from './eventsCommand';
import { functionsCommand } from './functionsCommand';
import { HELP } from './help';
import { invokeCommand } from './invokeCommand';
import { languageServerCommand } from './languageServerCommand';
import { lintCommand } from './lintCommand';
import { proveCommand } from './proveCommand';
import { serveCommand } from './serveCommand';
import { paintFor } from './terminal';
import { timelineCommand } from './timelineCommand';

type Command = (argumentsGiven: readonly string[], context: CommandContext) => Promise<ExitCode>;

interface CommandEntry {
  readonly run: Command;
  readonly help: string;
}

const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map([
  ['invoke', { run: invokeCommand, help: HELP.invoke }],
  ['serve', { run: serveCommand, help: HELP.serve }],
  ['functions', { run: functionsCommand, help: HELP.functions }],
  ['lint', { run: lintCommand, help: HELP.lint }],
  ['prove', { run: proveCommand, help: HELP.prove }],
  ['events', { run: eventsCommand, help: HELP.events }],
  ['timeline', { run: timelineCommand, help: HELP.timeline }],
  ['language-server', { run: languageServerCommand, help: HELP.languageServer }],
]);

/** Runs one command line and returns its exit code; every error becomes one line on standard error. */
export async function runCommandLine(argumentsGiven: readonly string[], context: CommandContext): Promise<ExitCode> {
  const [name = '', ...rest] = argumentsGiven;
  const information = informationAbout(name, rest);
  if (information !== undefined) {
    context.stdout.write(information);
    return name === '' ? EXIT.usage : EXIT.done;
  }
  const command = COMMANDS.get(name);
  return command === undefined
    ? fail(context, `There is no command "${name}". Run "warmpath --help" to see all of them.`)
    : runCommand(command, rest, context);
}

/** What the user asked about Warmpath itself, as opposed to asking it to do something. */
function informationAbout(name: string, rest: readonly string[]): string | undefined {
  if (name === '--version' || name === '-v') {
    return `${packageJson.version}\n`;
  }
  return ['', '--help', '-h', 'help'].includes(name) ? (COMMANDS.get(rest[0] ?? '')?.help ?? HELP.general) : undefined;
}

async function runCommand(
  command: CommandEntry,
  argumentsGiven: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  if (argumentsGiven.includes('--help') || argumentsGiven.includes('-h')) {
    context.stdout.write(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(argumentsGiven, context);
  } catch (thrown) {
    const error = toError(thrown);
    const expected = error instanceof UserError || error instanceof LambdaServiceError;
    return fail(context, expected ? error.message : (error.stack ?? error.message));
  }
}

function fail(context: CommandContext, message: string): ExitCode {
  const paint = paintFor(context.stderr, context.host.variables);
  context.stderr.write(`${paint('red', 'warmpath:')} ${message}\n`);
  return EXIT.usage;
}
