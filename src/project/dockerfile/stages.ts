import path from 'node:path';
import type { SourceRange } from '../projectFunction';
import type { Instruction } from './instructions';
import { assignments, substituted, words } from './variables';
import type { Variables } from './variables';

/** Files of the build context, or of another stage, that become part of the image. */
export interface Copy {
  /** Name or number of the stage, or an image, that is copied from; the build context when it is absent. */
  readonly from?: string;
  /** As written, except for variables. */
  readonly sources: readonly string[];
  /** Absolute path in the image; the mark of a folder, a slash at its end, is kept. */
  readonly target: string;
}

/** `CMD` or `ENTRYPOINT`. */
export interface Command {
  readonly words: readonly string[];
  /** `shell` is what Docker hands to `/bin/sh -c`. */
  readonly form: 'exec' | 'shell';
  /** Meant as a JSON list, but not one. */
  readonly isBroken: boolean;
  readonly at: SourceRange;
}

/** A variable of the image; its value is unknown when it depends on a build argument that is not given. */
interface ImageVariable {
  readonly value: string | undefined;
  readonly at: SourceRange;
}

/** One `FROM` and what follows it. */
export interface Stage {
  readonly name: string | undefined;
  /** The image it starts from; undefined when that depends on a build argument that is not given. */
  readonly base: string | undefined;
  /** The stage of the same file it starts from. */
  readonly parent: Stage | undefined;
  readonly platform: string | undefined;
  readonly at: SourceRange;
  readonly copies: readonly Copy[];
  readonly variables: ReadonlyMap<string, ImageVariable>;
  readonly workingDirectory: string;
  readonly command: Command | undefined;
  readonly entryPoint: Command | undefined;
}

/** Where AWS's base images have their code. */
const TASK_ROOT = '/var/task';

/** The stages of a Dockerfile, with variables replaced where their values are in the file. */
export function stagesOf(instructions: readonly Instruction[]): Stage[] {
  const stages: Stage[] = [];
  const globals: Variables = new Map();
  let current: StageBuilder | undefined;
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      current = new StageBuilder(instruction, stages, globals);
      stages.push(current);
    } else if (current !== undefined) {
      current.take(instruction);
    } else if (instruction.keyword === 'ARG') {
      for (const [name, value] of assignments(instruction.text)) {
        globals.set(name, value === undefined ? undefined : substituted(value, globals));
      }
    }
  }
  return stages;
}

class StageBuilder implements Stage {
  readonly name: string | undefined;
  readonly base: string | undefined;
  readonly parent: Stage | undefined;
  readonly platform: string | undefined;
  readonly at: SourceRange;
  readonly copies: Copy[] = [];
  readonly variables: Map<string, ImageVariable>;
  workingDirectory: string;
  command: Command | undefined;
  entryPoint: Command | undefined;
  /** Variables of the image and build arguments, as instructions see them. */
  private readonly known: Variables;

  constructor(
    { text, flags, at }: Instruction,
    stages: readonly Stage[],
    private readonly globals: Variables,
  ) {
    const [image = '', , name] = words(text);
    this.base = substituted(image, globals);
    this.name = name?.toLowerCase();
    this.platform = substituted(flags.get('platform') ?? '', globals);
    this.at = at;
    this.parent = stageNamed(stages, this.base);
    const isAws = isAwsImage(this.base ?? '');
    this.variables = new Map(this.parent?.variables);
    this.workingDirectory = this.parent?.workingDirectory ?? (isAws ? TASK_ROOT : '/');
    this.command = this.parent?.command;
    this.entryPoint = this.parent?.entryPoint;
    this.known = new Map([...this.variables].map(([variable, { value }]) => [variable, value]));
    if (!this.known.has('LAMBDA_TASK_ROOT') && isAwsImage(rootImage(this) ?? '')) {
      this.known.set('LAMBDA_TASK_ROOT', TASK_ROOT);
    }
  }

  take({ keyword, text, flags, at }: Instruction): void {
    if (keyword === 'ARG') this.takeArguments(text);
    else if (keyword === 'ENV') this.takeVariables(text, at);
    else if (keyword === 'WORKDIR') this.workingDirectory = this.inImage(this.replaced(text) ?? '.');
    else if (keyword === 'COPY' || keyword === 'ADD') this.takeCopy(text, flags);
    else if (keyword === 'CMD') this.command = commandOf(text, at, this.known);
    else if (keyword === 'ENTRYPOINT') {
      this.entryPoint = commandOf(text, at, this.known);
      // An entry point of its own takes away the command of what it starts from.
      if (this.command === this.parent?.command) this.command = undefined;
    }
  }

  private takeArguments(text: string): void {
    for (const [name, value] of assignments(text)) {
      // A variable of the image wins over a build argument of the same name.
      if (this.variables.has(name)) continue;
      this.known.set(name, value === undefined ? this.globals.get(name) : this.replaced(value));
    }
  }

  private takeVariables(text: string, at: SourceRange): void {
    for (const [name, written] of assignments(text)) {
      const value = written === undefined ? undefined : this.replaced(written);
      this.variables.set(name, { value, at });
      this.known.set(name, value);
    }
  }

  private takeCopy(text: string, flags: ReadonlyMap<string, string>): void {
    const written = jsonWords(text) ?? words(text);
    const replaced = written.map((word) => this.replaced(word));
    const target = replaced.at(-1);
    const sources = replaced.slice(0, -1).filter((source) => source !== undefined);
    if (target === undefined || sources.length === 0) return;
    const from = flags.get('from');
    const isFolder = target.endsWith('/') || target === '.' || target.endsWith('/.') || sources.length > 1;
    const absolute = this.inImage(target);
    this.copies.push({
      ...(from === undefined ? {} : { from: this.replaced(from) ?? '' }),
      sources,
      target: isFolder && absolute !== '/' ? `${absolute}/` : absolute,
    });
  }

  private replaced(text: string): string | undefined {
    return substituted(text, this.known);
  }

  private inImage(place: string): string {
    const absolute = path.posix.resolve('/', this.workingDirectory, place);
    return absolute.length > 4096 ? '/' : absolute;
  }
}

/** The stage that a name or number means; the last one of that name. */
export function stageNamed(stages: readonly Stage[], name: string | undefined): Stage | undefined {
  if (name === undefined) return undefined;
  if (/^\d{1,6}$/.test(name)) return stages[Number(name)];
  return stages.findLast((stage) => stage.name === name.toLowerCase());
}

/** The image that a stage and those below it start from. */
export function rootImage(stage: Stage): string | undefined {
  let current = stage;
  while (current.parent !== undefined) current = current.parent;
  return current.base;
}

/** AWS's base images for functions, by whatever registry they come. */
function isAwsImage(image: string): boolean {
  return AWS_IMAGE.test(image);
}

/** Language and tag are its parts. */
export const AWS_IMAGE =
  /(?:^|\/)(?:lambda\/|aws-lambda-)(python|nodejs|provided|java|dotnet|ruby|go)(?::([\w.-]+))?(?:@sha256:\w+)?$/;

/** A command as it is split into words; the shell itself replaces variables later, those of the image are known. */
function commandOf(text: string, at: SourceRange, known: Variables): Command {
  const list = jsonWords(text);
  if (list !== undefined) return { words: list, form: 'exec', isBroken: false, at };
  const isBroken = text.startsWith('[');
  const inner = isBroken ? text.replace(/^\[|\]$/g, '').replaceAll(',', ' ') : text;
  const replaced = words(inner).map((word) => substituted(word, known) ?? word);
  return { words: replaced, form: 'shell', isBroken, at };
}

function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
