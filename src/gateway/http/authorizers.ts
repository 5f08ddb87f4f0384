import type { AuthorizerConfiguration, HttpFrontConfiguration, TokenAuthorizer } from '../../lambda/httpApi';
import type { Clock, Logger } from '../../lambda/ports';
import type { FunctionInvoker } from '../functionInvoker';
import { accessKeyOf } from '../functionUrlEvent';
import { headerPairs, joined, lowerCased } from '../requestParts';
import { authorizerFailed, unauthorized } from './frontRefusal';
import type { Authorization, RoutedRequest } from './frontRequest';
import { identityOf } from './identity';
import { LambdaAuthorizerRunner } from './lambdaAuthorizer';
import { claimsOf } from './webToken';

export interface AuthorizersOptions {
  readonly front: HttpFrontConfiguration;
  readonly invoker: FunctionInvoker;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Hears once of every authorizer that is not what it is on AWS. */
  readonly onNotice: (message: string) => void;
}

/** Access key id of requests that nobody signed. */
const UNSIGNED = 'local';

/** Decides about requests to routes with authorizers. */
export class Authorizers {
  private readonly runners: ReadonlyMap<string, LambdaAuthorizerRunner>;
  private readonly noticed = new Set<string>();

  constructor(private readonly options: AuthorizersOptions) {
    const { front, invoker, clock, logger } = options;
    this.runners = new Map(
      Object.entries(front.authorizers).flatMap(([name, authorizer]) => {
        if (authorizer.kind !== 'lambda') return [];
        const warn = (message: string): void => logger.warn(`Authorizer ${name} of ${front.name}: ${message}`);
        return [[name, new LambdaAuthorizerRunner(authorizer, invoker, clock, warn)] as const];
      }),
    );
  }

  /** Throws FrontRefusal when the request is not allowed. */
  async authorize(request: RoutedRequest): Promise<Authorization> {
    const { front, logger } = this.options;
    const name = request.route.authorizer;
    if (name === undefined) return {};
    const authorizer = Object.hasOwn(front.authorizers, name) ? front.authorizers[name] : undefined;
    if (authorizer === undefined) {
      logger.warn(`${front.name} has no authorizer "${name}"; define it or correct the name of the route.`);
      throw authorizerFailed(front.kind);
    }
    this.notice(name, authorizer);
    switch (authorizer.kind) {
      case 'lambda':
        return (await this.runners.get(name)?.authorize(request)) ?? {};
      case 'iam':
        return { accessKeyId: signerOf(request) };
      case 'jwt':
      case 'cognito':
        return decode(authorizer, request);
    }
  }

  private notice(name: string, { kind }: AuthorizerConfiguration): void {
    if (kind === 'lambda' || this.noticed.has(name)) return;
    this.noticed.add(name);
    const message =
      kind === 'iam'
        ? `${this.options.front.name} allows every request to its routes with ${name}: signatures are not checked here.`
        : `The authorizer ${name} of ${this.options.front.name} decodes tokens and does not verify them here.`;
    this.options.logger.warn(message);
    this.options.onNotice(message);
  }
}

function signerOf({ received }: RoutedRequest): string {
  const authorization = joined(lowerCased(headerPairs(received.rawHeaders))).get('authorization');
  return accessKeyOf(authorization === undefined ? {} : { authorization }, received.url) ?? UNSIGNED;
}

function decode({ kind, identitySource }: TokenAuthorizer, request: RoutedRequest): Authorization {
  const [token = ''] = identityOf(request, [identitySource]) ?? [];
  const claims = claimsOf(token);
  if (claims === undefined) throw unauthorized(request.front.kind);
  return kind === 'cognito'
    ? { version1: { claims } }
    : { version1: { claims, scopes: null }, version2: { jwt: { claims, scopes: null } } };
}
