import type { Architecture } from '../../lambda/functionConfiguration';
import { AWS_IMAGE, rootImage } from './stages';
import type { Command, Stage } from './stages';

/** What an image is as a Lambda function. */
export interface LambdaImage {
  /** Runtime identifier; undefined when the tag of the base image does not say which version it is. */
  readonly runtime: string | undefined;
  readonly architecture: Architecture | undefined;
  /** What starts the function: an AWS base image, or a runtime interface client as entry point. */
  readonly kind: 'base image' | 'interface client';
  /** Undefined when the image does not say which handler it starts. */
  readonly handler: string | undefined;
  /** The instruction that the handler was written in. */
  readonly command: Command | undefined;
}

/** Programs that put the Runtime API in front of a handler, which is the word behind them. */
const INTERFACE_CLIENT = /(?:^|\/)(?:awslambdaric|aws-lambda-ric)(?:@\S+)?$/;
const MENTIONS_CLIENT = /awslambdaric|aws-lambda-ric|aws-lambda-rie/;

/** Undefined when the last stage of a Dockerfile is no Lambda function; `text` is the whole file. */
export function lambdaImage(stage: Stage, text: string): LambdaImage | undefined {
  const root = rootImage(stage) ?? '';
  const architecture = architectureOf(stage, root);
  const started = startedByClient(stage);
  if (started !== undefined) {
    return { ...started, runtime: awsRuntime(root) ?? languageRuntime(root), architecture, kind: 'interface client' };
  }
  const { command, entryPoint } = stage;
  const [handler, ...more] = command?.words ?? [];
  if (AWS_IMAGE.test(root)) return { runtime: awsRuntime(root), architecture, kind: 'base image', handler, command };
  // A script as entry point starts the interface client, or its emulator on a developer's machine.
  const runtime = languageRuntime(root);
  if (runtime === undefined || entryPoint === undefined || !MENTIONS_CLIENT.test(text)) return undefined;
  if (handler === undefined || more.length > 0 || !/^[\w./-]+\.\w+$/.test(handler)) return undefined;
  return { runtime, architecture, kind: 'interface client', handler, command };
}

/** The word behind the interface client, in ENTRYPOINT or in the CMD that follows it. */
function startedByClient({ command, entryPoint }: Stage): Pick<LambdaImage, 'command' | 'handler'> | undefined {
  const first = entryPoint?.words ?? [];
  // A shell does not get the command.
  const words = entryPoint?.form === 'shell' ? first : [...first, ...(command?.words ?? [])];
  const client = words.findIndex((word) => INTERFACE_CLIENT.test(word));
  if (client < 0) return undefined;
  return { handler: words[client + 1], command: client + 1 < first.length ? entryPoint : command };
}

/** `public.ecr.aws/lambda/python:3.12` -> `python3.12`. */
function awsRuntime(image: string): string | undefined {
  const [, language = '', tag = ''] = AWS_IMAGE.exec(image) ?? [];
  return runtimeOf(language, tag);
}

/** `python:3.12-slim` -> `python3.12`, `node:22-alpine` -> `nodejs22.x`. */
function languageRuntime(image: string): string | undefined {
  const [, language, tag = ''] = /(?:^|\/)(python|node)(?::([\w.-]+))?(?:@sha256:\w+)?$/.exec(image) ?? [];
  return language === undefined ? undefined : runtimeOf(language === 'node' ? 'nodejs' : language, tag);
}

function runtimeOf(language: string, tag: string): string | undefined {
  if (language === 'provided') return /^al\d+/.test(tag) ? `provided.${/^al\d+/.exec(tag)?.[0] ?? ''}` : undefined;
  if (language === 'go') return 'provided.al2023';
  if (language === 'python' || language === 'ruby') {
    const version = /^\d+\.\d+/.exec(tag)?.[0];
    return version === undefined ? undefined : language + version;
  }
  const major = /^\d+/.exec(tag)?.[0];
  if (major === undefined) return undefined;
  return language === 'nodejs' ? `nodejs${major}.x` : language + major;
}

function architectureOf(stage: Stage, root: string): Architecture | undefined {
  const said = `${stage.platform ?? ''} ${root}`;
  if (/\barm64\b/.test(said)) return 'arm64';
  return /\b(?:amd64|x86_64)\b/.test(said) ? 'x86_64' : undefined;
}
