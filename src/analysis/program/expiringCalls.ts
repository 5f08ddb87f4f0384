import type { CallFacts } from '../facts/fileFacts';
import type { Program, ProgramFile } from './program';
import { lastName } from './program';
import type { Values } from './values';

/** Calls of AWS SDKs that give secrets, parameters and tokens. */
const DIRECT =
  /^(?:(?:boto3|aioboto3|aiobotocore)\b.*\.(?:get_secret_value|batch_get_secret_value|get_parameters?|get_parameters_by_path|generate_db_auth_token)|(?:aws-sdk|@aws-sdk\/client-(?:ssm|secrets-manager))\b.*\.(?:getSecretValue|batchGetSecretValue|getParameters?|getParametersByPath)|(?:aws-sdk|@aws-sdk\/(?:rds-signer|dsql-signer))\b.*\(\)\.get(?:DbConnect|DbConnectAdmin)?AuthToken)$/;

const COMMAND = /^@aws-sdk\/.*#(?:BatchGetSecretValue|GetSecretValue|GetParameters?|GetParametersByPath)Command$/;

/** Names of functions that fetch a token. */
const TOKEN =
  /^_?(?:get|fetch|acquire|request|obtain|retrieve)_?(?:access|bearer|oauth2?|auth|id|jwt|machine|m2m|service)?_?token(?:_?for_?client|_?by_?client_?credentials?)?$/i;

/** Libraries that speak HTTP. */
const HTTP = /^(?:requests|httpx|urllib3?|http\.client|axios|got|node-fetch|undici|https?)\b/;

/** Libraries that fetch again by themselves. */
const RENEWING = /^(?:aws_lambda_powertools|@aws-lambda-powertools|aws_secretsmanager_caching|middy|@middy)\b/;

/** How many functions of the program are followed to such a call. */
const DEEPEST = 3;

/** Knows the calls whose results expire or are rotated. */
export class ExpiringCalls {
  private readonly known = new WeakMap<CallFacts, { readonly words: string | undefined }>();

  constructor(
    private readonly program: Program,
    private readonly values: Values,
  ) {}

  /** What is called, for messages; undefined for all other calls. */
  inWords(file: ProgramFile, call: CallFacts): string | undefined {
    let known = this.known.get(call);
    if (known === undefined) {
      known = { words: this.find(file, call, 0) };
      this.known.set(call, known);
    }
    return known.words;
  }

  private find(file: ProgramFile, call: CallFacts, depth: number): string | undefined {
    const name = lastName(call.callee);
    const callees = this.values.of(file, call.callee);
    if (callees.some((callee) => callee.kind === 'external' && RENEWING.test(callee.path))) return undefined;
    const direct = this.direct(file, call);
    if (direct !== undefined) return direct;
    const isToken = TOKEN.test(name);
    if (isToken && callees.some(({ kind }) => kind === 'external')) return `${name}()`;
    if (depth >= DEEPEST) return undefined;
    const leads = callees.some(
      (callee) => callee.kind === 'function' && this.leads(callee.file, callee.id, isToken, depth),
    );
    return leads ? `${name}()` : undefined;
  }

  private direct(file: ProgramFile, { callee, arguments: given }: CallFacts): string | undefined {
    if (this.isExternal(file, callee, DIRECT)) return `${lastName(callee)}()`;
    const [first] = given;
    const command = first?.value.kind === 'call' ? file.facts.calls[first.value.call] : undefined;
    if (lastName(callee) !== 'send' || command === undefined) return undefined;
    return this.isExternal(file, command.callee, COMMAND) ? lastName(command.callee) : undefined;
  }

  /** Whether a function makes such a call; `isToken`: one that its name says fetches a token. */
  private leads(file: ProgramFile, id: number, isToken: boolean, depth: number): boolean {
    return this.program.callsOf({ file, function: id }).some((call) => {
      if (this.find(file, call, depth + 1) !== undefined) return true;
      if (!isToken) return false;
      const { callee } = call;
      const isFetch = callee.kind === 'name' && callee.binding === undefined && callee.name === 'fetch';
      return isFetch || this.isExternal(file, callee, HTTP);
    });
  }

  private isExternal(file: ProgramFile, callee: CallFacts['callee'], paths: RegExp): boolean {
    return this.values.of(file, callee).some((value) => value.kind === 'external' && paths.test(value.path));
  }
}
