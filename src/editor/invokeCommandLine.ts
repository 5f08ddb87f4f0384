/** An invocation to be written for a terminal. */
export interface InvokeCommand {
  readonly functionName: string;
  /** Where the Invoke API listens, e.g. `http://127.0.0.1:9010`. */
  readonly url: string;
  readonly region: string;
  /** The event: a file by its path, or JSON itself. */
  readonly event: { readonly file: string } | { readonly json: string };
  /** The terminal is one of Windows. */
  readonly windows: boolean;
}

/** The command of the AWS CLI that invokes a function of this window. It needs no credentials. */
export function invokeCommandLine({ functionName, url, region, event, windows }: InvokeCommand): string {
  const quote = windows ? quotedForPowerShell : quoted;
  return [
    'aws lambda invoke',
    `--function-name ${quote(functionName)}`,
    `--endpoint-url ${quote(url)}`,
    `--region ${quote(region)}`,
    '--no-sign-request',
    '--cli-binary-format raw-in-base64-out',
    `--payload ${quote('file' in event ? `file://${event.file}` : event.json)}`,
    'response.json',
  ].join(' ');
}

function quoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Programs get their quotation marks only when these are escaped once more. */
function quotedForPowerShell(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "''").replaceAll('"', String.raw`\"`)}'`;
}
