/**
 * Where a timeout is given: as a keyword (which may be placed, too; `parts` are keywords of the call that makes its value),
 * or as a member of the object at a position.
 */
type TimeoutOption =
  | { readonly keyword: string; readonly position?: number; readonly parts?: readonly string[] }
  | { readonly members: readonly string[]; readonly position: number };

/** How long a call of a package waits for an answer, and what says that it may not. */
export interface Waiting {
  /** What is called (see `CatalogueEntry.paths`). */
  readonly path: RegExp;
  readonly isNew?: boolean;
  /** `request`: the call waits itself; `client`: what it makes does. */
  readonly is: 'client' | 'request';
  /** Seconds without an answer after which it gives up by itself; undefined for never. */
  readonly seconds?: number;
  /** Hints are only given where a template says how long the function may take. */
  readonly severity: 'hint' | 'warning';
  readonly option: TimeoutOption;
  /** How many of the option's units are a second. */
  readonly unit: 1 | 1000;
  /** How it is given. */
  readonly advice: string;
  /** What the object whose method it is may have been given already; undefined where nothing. */
  readonly maker?: TimeoutOption;
  /** Calls (`a.b()`) and assignments (`a.b =`) that give a timeout to everything in a file. */
  readonly isSetBy?: RegExp;
}

const NEVER = { is: 'request', severity: 'warning' } as const;
const KEYWORD = { option: { keyword: 'timeout' }, unit: 1, advice: 'timeout=…' } as const;

const PYTHON: readonly Waiting[] = [
  {
    ...NEVER,
    ...KEYWORD,
    path: /^requests\.(?:api\.)?(?:delete|get|head|options|patch|post|put|request)$/,
  },
  {
    ...NEVER,
    ...KEYWORD,
    path: /^requests\.(?:sessions\.)?[Ss]ession\(\)\.(?:delete|get|head|options|patch|post|put|request)$/,
    // An adapter of one's own, or a method that is replaced by one with a timeout.
    isSetBy: /\.(?:mount\(\)|(?:request|send) =)$/,
  },
  {
    ...NEVER,
    ...KEYWORD,
    path: /^urllib3\.(?:PoolManager\(\)\.|ProxyManager\(\)\.)?(?:request|urlopen)$/,
    maker: { keyword: 'timeout' },
  },
  {
    ...NEVER,
    ...KEYWORD,
    option: { keyword: 'timeout', position: 2 },
    path: /^(?:urllib\.request\.urlopen|http\.client\.HTTPS?Connection)$/,
    isSetBy: /\bsetdefaulttimeout\(\)$/,
  },
  { ...KEYWORD, is: 'request', severity: 'hint', seconds: 5, path: /^httpx\.(?:delete|get|patch|post|put|request)$/ },
  { ...KEYWORD, is: 'client', severity: 'hint', seconds: 300, path: /^aiohttp\.ClientSession$/ },
  {
    ...KEYWORD,
    is: 'client',
    severity: 'hint',
    seconds: 600,
    path: /^(?:openai\.(?:Azure)?OpenAI|anthropic\.Anthropic(?:Bedrock)?)$/,
  },
  {
    is: 'client',
    severity: 'hint',
    seconds: 60,
    path: /^boto3\.(?:(?:session\.)?Session\(\)\.)?(?:client|resource)$/,
    option: { keyword: 'config', parts: ['read_timeout', 'connect_timeout'] },
    unit: 1,
    advice: 'config=Config(connect_timeout=…, read_timeout=…)',
  },
];

const MILLISECONDS = { unit: 1000, advice: 'timeout: …' } as const;
const AXIOS = ['timeout', 'signal', 'cancelToken'] as const;
const FETCH = { members: ['timeout', 'signal'], position: 1 } as const;
const AXIOS_SET_BY = /\.(?:defaults\.timeout =|interceptors\.request\.use\(\))$/;

const JAVASCRIPT: readonly Waiting[] = [
  {
    ...NEVER,
    ...MILLISECONDS,
    path: /^axios#(?:create\(\)\.)?(?:delete|get|head|options)$/,
    option: { members: AXIOS, position: 1 },
    maker: { members: AXIOS, position: 0 },
    isSetBy: AXIOS_SET_BY,
  },
  {
    ...NEVER,
    ...MILLISECONDS,
    path: /^axios#(?:create\(\)\.)?(?:patch|post|put)$/,
    option: { members: AXIOS, position: 2 },
    maker: { members: AXIOS, position: 0 },
    isSetBy: AXIOS_SET_BY,
  },
  {
    ...NEVER,
    ...MILLISECONDS,
    path: /^axios#(?:create\(\)(?:\.request)?|request)?$/,
    option: { members: AXIOS, position: 0 },
    maker: { members: AXIOS, position: 0 },
    isSetBy: AXIOS_SET_BY,
  },
  {
    ...NEVER,
    ...MILLISECONDS,
    path: /^got#(?:extend\(\)\.?)?(?:delete|get|head|patch|post|put)?$/,
    option: FETCH,
    maker: { members: ['timeout', 'signal'], position: 0 },
    advice: 'timeout: { request: … }',
  },
  {
    ...NEVER,
    ...MILLISECONDS,
    path: /^node-fetch#$/,
    option: FETCH,
    advice: 'signal: AbortSignal.timeout(…)',
  },
  {
    ...NEVER,
    ...MILLISECONDS,
    path: /^https?#(?:get|request)$/,
    option: { members: ['timeout', 'signal'], position: 0 },
    isSetBy: /\.setTimeout\(\)$/,
  },
  {
    is: 'request',
    severity: 'hint',
    seconds: 300,
    path: /^(?:fetch|undici#(?:fetch|request))$/,
    option: { members: ['signal', 'headersTimeout', 'dispatcher'], position: 1 },
    unit: 1000,
    advice: 'signal: AbortSignal.timeout(…)',
  },
  {
    is: 'client',
    isNew: true,
    severity: 'hint',
    path: /^@aws-sdk\/client-[\w-]+#(?!\w*(?:Command|Exception|Error|Fault)$)[A-Z]\w*$/,
    option: { members: ['requestHandler'], position: 0 },
    unit: 1000,
    advice: 'requestHandler: { requestTimeout: …, throwOnRequestTimeout: true }',
  },
  {
    is: 'client',
    isNew: true,
    severity: 'hint',
    seconds: 120,
    path: /^aws-sdk(?:\/clients\/\w+)?#(?!\w*(?:Credentials|Config|Endpoint|Request|Response|Service|Error)$)[A-Z][\w.]*$/,
    option: { members: ['httpOptions'], position: 0 },
    unit: 1000,
    advice: 'httpOptions: { timeout: … }',
    isSetBy: /\bconfig\.(?:update\(\)|httpOptions =)$/,
  },
  {
    ...MILLISECONDS,
    is: 'client',
    isNew: true,
    severity: 'hint',
    seconds: 600,
    path: /^(?:openai#(?:(?:Azure)?OpenAI)?|@anthropic-ai\/sdk#(?:Anthropic)?)$/,
    option: { members: ['timeout'], position: 0 },
  },
  {
    ...MILLISECONDS,
    is: 'client',
    isNew: true,
    severity: 'hint',
    seconds: 80,
    path: /^stripe#(?:Stripe)?$/,
    option: { members: ['timeout'], position: 1 },
  },
];

const WAITING: Readonly<Record<'javascript' | 'python', readonly Waiting[]>> = {
  python: PYTHON,
  javascript: JAVASCRIPT,
};

/** What is known of the waiting of a call. */
export function waitingOf(language: 'javascript' | 'python', path: string, isNew: boolean): Waiting | undefined {
  return WAITING[language].find((each) => (each.isNew ?? false) === isNew && each.path.test(path));
}
