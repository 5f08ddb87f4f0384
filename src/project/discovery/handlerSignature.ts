import type { Declaration, Parameter } from './handlerModule';

type SignatureConfidence = 'likely' | 'possible';

const CONVENTIONAL_NAMES: ReadonlySet<string> = new Set(['handler', 'lambdaHandler', 'lambda_handler']);

/** Whether a symbol is one that AWS's own examples and consoles write. */
export function isConventionalName(symbol: string): boolean {
  return CONVENTIONAL_NAMES.has(symbol.slice(symbol.lastIndexOf('.') + 1));
}

/**
 * How sure it is that Lambda calls the code behind an exported symbol (analysis-rules §2): `likely` by its signature,
 * types or wrappers, `possible` by its name alone, undefined when nothing speaks for it.
 */
export function signatureConfidence(
  symbol: string,
  { parameters, evidence, shape, isAsync }: Declaration,
  isCommonJs: boolean,
): SignatureConfidence | undefined {
  if (evidence === 'other') return undefined;
  if (evidence === 'lambda') return 'likely';
  const [first, second] = parameters;
  if (first !== undefined && isEvent(first) && second === undefined)
    return ofEventOnly(symbol, first, isCommonJs && isAsync);
  if (first !== undefined && second !== undefined && takesEventAndContext(first, second)) return 'likely';
  if (!isConventionalName(symbol) || parameters.length > 3 || shape === 'method') return undefined;
  return first === undefined || !isSomethingElse(first) ? 'possible' : undefined;
}

/** Listeners in a browser take one event, too. */
function ofEventOnly(symbol: string, { name }: Parameter, isServerCode: boolean): SignatureConfidence | undefined {
  const isPlain = /^_*(?:event|evt)$/.test(name);
  if (isPlain && (isServerCode || isConventionalName(symbol))) return 'likely';
  return isPlain || isConventionalName(symbol) || hasHandlerName(symbol) ? 'possible' : undefined;
}

function hasHandlerName(name: string): boolean {
  return name.endsWith('_handler') || name.endsWith('Handler');
}

function takesEventAndContext(first: Parameter, second: Parameter): boolean {
  const speaks = [first, second].some(({ name, type = '' }) => /event|evt|context|ctx/i.test(name + type));
  return speaks && (isEvent(first) || isUnnamed(first)) && (isContext(second) || isUnnamed(second));
}

const BROWSER_EVENT =
  /^(?:React\.)?(?:Animation|Change|Clipboard|Custom|Drag|Focus|Form|Input|Keyboard|Mouse|Pointer|Submit|Synthetic|Touch|Wheel)Event\b/;

function isEvent({ name, type = '' }: Parameter): boolean {
  if (BROWSER_EVENT.test(type)) return false;
  return /^_*(?:e|ev|evt|[a-z\d_]*event)$/i.test(name) || /Event(?:V2)?(?:<.*>)?$/.test(type);
}

function isContext({ name, type = '' }: Parameter): boolean {
  return (
    /^_*(?:c|ctx|context|(?:lambda|aws|function)_?context)$/i.test(name) || /^(?:\w+\.)?(?:Lambda)?Context$/.test(type)
  );
}

function isUnnamed({ name }: Parameter): boolean {
  return /^_+$/.test(name);
}

/** First parameters of functions that are called by something else. */
function isSomethingElse({ name }: Parameter): boolean {
  return /^_?(?:req|request|res|response|err|error|argv|args|ctx|context|socket|signum|self|cls|next|props)$/i.test(
    name,
  );
}
