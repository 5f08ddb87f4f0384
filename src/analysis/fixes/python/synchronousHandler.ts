import type { PlainNode } from '../../../syntax/plainTree';
import { child, parts } from '../../languages/languageWalk';
import type { FixMaker, FixSource } from '../fix';
import { freeName } from '../names';
import { pathTo } from '../syntaxPath';
import { indentationAt, lineBreakOf, lineStart } from '../textLayout';
import { indentOf, textOf } from './codeBlocks';
import { imported } from './moduleScope';

/** A plain function as the handler, that runs the coroutine function that was the handler. */
export const synchronousHandler: FixMaker = ({ span }, source) => {
  const definition = pathTo(source.root, span).findLast(({ type }) => type === 'function_definition');
  const asyncio = imported(source, 'asyncio');
  if (definition === undefined || asyncio === undefined || !startsLine(source, definition)) return [];
  const name = child(definition, 'name');
  const call = name === undefined ? undefined : callOf(source, definition);
  if (name === undefined || call === undefined || isCalled(source, textOf(source, name))) return [];
  const { text } = source;
  const lineBreak = lineBreakOf(text);
  const [indentation, isMethod] = [indentationAt(text, definition.start), call.receiver !== undefined];
  const colon = definition.children.find(({ type }) => type === ':');
  const signature = text.slice(name.start, colon?.end ?? name.end);
  const inner = freeName(source.file.facts, [`_${textOf(source, name).replace(/^_+|_+$/g, '')}`]);
  const callee = isMethod ? `${call.receiver ?? ''}.${inner}` : inner;
  const gap = lineBreak.repeat(indentation === '' ? 3 : 2);
  const body = `${indentation}${indentOf(source)}return ${asyncio.name}.run(${callee}(${call.arguments.join(', ')}))`;
  const written = `def ${signature}${lineBreak}${body}${gap}${indentation}`;
  return [
    {
      title: 'Run it with asyncio.run() in a plain handler',
      edits: [
        ...asyncio.edits,
        { span: { start: definition.start, end: definition.start }, text: written },
        { span: { start: name.start, end: name.end }, text: inner },
      ],
      isSafe: false,
    },
  ];
};

function startsLine({ text }: FixSource, { start }: PlainNode): boolean {
  return text.slice(lineStart(text, start), start).trim() === '';
}

interface WrappedCall {
  readonly receiver: string | undefined;
  readonly arguments: readonly string[];
}

/** How the coroutine function is called with the parameters of the handler. */
function callOf(source: FixSource, definition: PlainNode): WrappedCall | undefined {
  const names = parts(child(definition, 'parameters')).map((parameter) => parameterName(source, parameter));
  if (!names.every((name) => name !== undefined)) return undefined;
  const isMethod = /^(?:self|cls)$/.test(names[0] ?? '');
  return { receiver: isMethod ? names[0] : undefined, arguments: isMethod ? names.slice(1) : names };
}

function parameterName(source: FixSource, parameter: PlainNode): string | undefined {
  const target = parameter.type === 'identifier' ? parameter : (child(parameter, 'name') ?? parts(parameter)[0]);
  return target?.type === 'identifier' ? textOf(source, target) : undefined;
}

/** Whether something else awaits the handler. */
function isCalled({ file, analysis }: FixSource, name: string): boolean {
  return [...analysis.program.all].some((each) =>
    each.facts.calls.some(
      ({ callee }) =>
        (callee.kind === 'name' || callee.kind === 'member') &&
        callee.name === name &&
        (each === file || callee.kind === 'name'),
    ),
  );
}
