import { parseArgs, type ParseArgsConfig } from 'node:util';
import { toError, UserError } from '../lambda/errors';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;
type Parsed<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; strict: true }>
>;

/** Reads a command's options. Throws a UserError that names the option and where help is. */
export function parseOptions<const Options extends OptionsConfig>(
  command: string,
  argumentsGiven: readonly string[],
  options: Options,
): Parsed<Options> {
  try {
    return parseArgs({ args: [...argumentsGiven], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    const [reason = ''] = toError(thrown).message.split('. ');
    throw new UserError(`${reason}. Run "warmpath ${command} --help" to see what it takes.`);
  }
}

/** A whole number within bounds, or undefined when the option is absent. Throws a UserError otherwise. */
export function numberOption(
  name: string,
  text: string | undefined,
  bounds: { readonly minimum: number; readonly maximum: number },
): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!Number.isInteger(value) || value < bounds.minimum || value > bounds.maximum) {
    throw new UserError(
      `--${name} takes a whole number from ${String(bounds.minimum)} to ${String(bounds.maximum)}, not "${text}".`,
    );
  }
  return value;
}
