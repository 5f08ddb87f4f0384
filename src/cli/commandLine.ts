import packageJson from '../../package.json' with { type: 'json' };
import { LambdaServiceError, toError, UserError } from '../lambda/errors';
import { EXIT, type CommandContext, type ExitCode } from './commandContext';
import { functionsCommand } from './functionsCommand';
import { HELP } from './help';
import { invokeCommand } from './invokeCommand';
import { serveCommand } from './serveCommand';
import { paintFor } from './terminal';

type Command = (argumentsGiven: readonly string[], context: CommandContext) => Promise<ExitCode>;

const COMMANDS: Readonly<Record<string, { readonly run: Command; readonly help: string }>> = {
  invoke: { run: invokeCommand, help: HELP.invoke },
  serve: { run: serveCommand, help: HELP.serve },
  functions: { run: functionsCommand, help: HELP.functions },
};

const VERSION_WORDS: readonly string[] = ['--version', '-v'];
/** Nothing at all is a question, too. */
const HELP_WORDS: readonly string[] = ['', '--help', '-h', 'help'];

/** Runs one command line and returns its exit code; every error becomes one line on standard error. */
export async function runCommandLine(argumentsGiven: readonly string[], context: CommandContext): Promise<ExitCode> {
  const [name = '', ...rest] = argumentsGiven;
  if (VERSION_WORDS.includes(name)) {
    context.stdout.write(`${packageJson.version}\n`);
    return EXIT.done;
  }
  if (HELP_WORDS.includes(name)) {
    const topic = rest[0] ?? '';
    context.stdout.write(Object.hasOwn(COMMANDS, topic) ? (COMMANDS[topic]?.help ?? '') : HELP.general);
    return name === '' ? EXIT.usage : EXIT.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    return fail(context, `There is no command "${name}". Run "warmpath --help" to see all of them.`);
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    context.stdout.write(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(rest, context);
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
