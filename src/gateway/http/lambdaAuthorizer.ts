import { LambdaServiceError } from '../../lambda/errors';
import type { LambdaAuthorizer } from '../../lambda/httpApi';
import type { Clock } from '../../lambda/ports';
import type { FunctionInvoker } from '../functionInvoker';
import { isObject, parseJson } from '../responseParts';
import { version1Members } from './eventVersion1';
import { requestMembers } from './eventVersion2';
import { authorizerFailed, forbidden, unauthorized } from './frontRefusal';
import { methodArnOf, routeKeyOf, type Authorization, type RoutedRequest } from './frontRequest';
import { identityOf } from './identity';
import { evaluatePolicy, type Verdict } from './policy';

/** What an authorizer function answered. The verdict of a policy depends on the route, so the policy is kept. */
interface Answer {
  readonly value: Readonly<Record<string, unknown>>;
  readonly expiresAtMs: number;
}

const MAXIMUM_ANSWERS = 1_000;

/** Runs one authorizer function and keeps its answers for as long as the template says. */
export class LambdaAuthorizerRunner {
  private readonly answers = new Map<string, Answer>();

  constructor(
    private readonly authorizer: LambdaAuthorizer,
    private readonly invoker: FunctionInvoker,
    private readonly clock: Clock,
    private readonly warn: (message: string) => void,
  ) {}

  /** Throws FrontRefusal when the request is not allowed. */
  async authorize(request: RoutedRequest): Promise<Authorization> {
    const { kind } = request.front;
    const { identitySources, validationExpression } = this.authorizer;
    const identity = identityOf(request, identitySources);
    if (identity === undefined) throw unauthorized(kind);
    if (validationExpression !== undefined && !identity.every((token) => matches(validationExpression, token))) {
      throw unauthorized(kind);
    }
    const value = await this.answerFor(request, identity);
    const verdict = this.verdictOf(value, methodArnOf(request));
    if (verdict === undefined) {
      this.warn('its answer is neither a policy nor a simple response that the API allows');
      throw authorizerFailed(kind);
    }
    if (verdict !== 'allowed') throw forbidden(kind, verdict);
    return this.authorization(value, request);
  }

  private async answerFor(request: RoutedRequest, identity: readonly string[]): Promise<Answer['value']> {
    const keeps = this.authorizer.ttlSeconds > 0 && identity.length > 0;
    const key = JSON.stringify(identity);
    const now = this.clock.monotonic();
    const known = keeps ? this.answers.get(key) : undefined;
    if (known !== undefined && known.expiresAtMs > now) return known.value;
    const value = await this.ask(request, identity);
    if (keeps) {
      this.answers.delete(key);
      this.answers.set(key, { value, expiresAtMs: now + this.authorizer.ttlSeconds * 1000 });
      const [oldest] = this.answers.keys();
      if (this.answers.size > MAXIMUM_ANSWERS && oldest !== undefined) this.answers.delete(oldest);
    }
    return value;
  }

  private async ask(request: RoutedRequest, identity: readonly string[]): Promise<Answer['value']> {
    const { kind } = request.front;
    const payload = Buffer.from(JSON.stringify(authorizerEvent(this.authorizer, request, identity)));
    const result = await this.invoker
      .invoke(this.authorizer.functionName, { payload, traceId: request.received.traceId })
      .catch((thrown: unknown) => {
        if (!(thrown instanceof LambdaServiceError)) throw thrown;
        this.warn(thrown.message);
        throw authorizerFailed(kind);
      });
    const value = parseJson(Buffer.from(result.payload).toString());
    if (result.functionError === undefined && isObject(value)) return value;
    // The documented way for a function to say that a token is no good.
    if (isObject(value) && value['errorMessage'] === 'Unauthorized') throw unauthorized(kind);
    this.warn(result.functionError === undefined ? 'its answer is not an object' : 'the function failed');
    throw authorizerFailed(kind);
  }

  private verdictOf(value: Answer['value'], arn: string): Verdict | undefined {
    if (this.authorizer.simpleResponses) {
      const { isAuthorized } = value;
      if (typeof isAuthorized !== 'boolean') return undefined;
      return isAuthorized ? 'allowed' : 'denied';
    }
    if (this.authorizer.payload !== '2.0' && typeof value['principalId'] !== 'string') return undefined;
    return evaluatePolicy(value['policyDocument'], arn);
  }

  private authorization(value: Answer['value'], { front }: RoutedRequest): Authorization {
    const given = value['context'];
    const context = isObject(given) ? given : {};
    const { principalId } = value;
    if (front.kind === 'HttpApi') {
      return {
        version1: { ...(principalId !== undefined && { principalId }), ...context },
        version2: { lambda: context },
      };
    }
    const texts = Object.entries(context).map(([name, member]): [string, string | null] => {
      if (member === null || typeof member === 'string') return [name, member];
      if (typeof member === 'number' || typeof member === 'boolean') return [name, String(member)];
      this.warn('its context may hold texts, numbers and truth values only');
      throw authorizerFailed(front.kind);
    });
    return { version1: { principalId, integrationLatency: 0, ...Object.fromEntries(texts) } };
  }
}

function authorizerEvent(
  { payload }: LambdaAuthorizer,
  request: RoutedRequest,
  identity: readonly string[],
): Record<string, unknown> {
  const arn = methodArnOf(request);
  const token = identity.join(',');
  switch (payload) {
    case 'TOKEN':
      return { type: 'TOKEN', methodArn: arn, authorizationToken: token };
    case 'REQUEST':
      return { type: 'REQUEST', methodArn: arn, ...version1Members(request) };
    case '1.0':
      return {
        version: '1.0',
        type: 'REQUEST',
        methodArn: arn,
        identitySource: token,
        authorizationToken: token,
        ...version1Members(request),
      };
    case '2.0':
      return {
        version: '2.0',
        type: 'REQUEST',
        routeArn: arn,
        identitySource: identity,
        routeKey: routeKeyOf(request.route),
        ...requestMembers(request),
      };
  }
}

/** An expression that cannot be read matches nothing. */
function matches(expression: string, token: string): boolean {
  try {
    return new RegExp(expression).test(token);
  } catch {
    return false;
  }
}
