import type { HttpFrontConfiguration, HttpRoute } from '../../lambda/httpApi';
import { fitsWildcards } from './wildcards';

/** A route and what its path variables stand for in a request, undecoded. */
export interface RouteMatch {
  readonly route: HttpRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Smaller is more specific. */
const RANK = { exact: 0, parameter: 1, greedy: 2, end: 3 } as const;

const GREEDY = /^\{([^{}]+)\+\}$/;
const PARAMETER = /^\{([^{}]+)\}$/;

/** The routes of one front, by precedence of its kind. */
export class RouteTable {
  private readonly routes: readonly HttpRoute[];

  constructor(private readonly configuration: Pick<HttpFrontConfiguration, 'kind' | 'routes'>) {
    this.routes =
      configuration.kind === 'Alb' ? configuration.routes : [...configuration.routes].sort(bySpecificPathThenMethod);
  }

  /**
   * The route that answers; `path` is undecoded and without the stage. HTTP APIs take the most specific route whose path
   * and method both fit, then `$default`. REST APIs decide on the path first: when its resource lacks the method, no other
   * is asked. Load balancers take the first rule that fits.
   */
  find(method: string, path: string): RouteMatch | undefined {
    const fitting = this.matching(path);
    if (this.configuration.kind === 'RestApi') {
      const resource = fitting[0]?.route.path;
      return fitting.find(({ route }) => sameResource(route.path, resource) && takes(route, method));
    }
    return fitting.find(({ route }) => takes(route, method));
  }

  /** All routes whose path fits, most specific first; `$default` fits every path. */
  matching(path: string): RouteMatch[] {
    const { kind } = this.configuration;
    const asked = kind === 'RestApi' && path.length > 1 ? path.replace(/\/$/, '') : path;
    return this.routes.flatMap((route) => {
      const parameters =
        kind === 'Alb' ? (fitsWildcards(route.path, path) ? {} : undefined) : matchPath(route.path, asked);
      return parameters === undefined ? [] : [{ route, parameters }];
    });
  }
}

function takes({ method }: HttpRoute, asked: string): boolean {
  return method === 'ANY' || method === asked;
}

function sameResource(left: string, right: string | undefined): boolean {
  return right !== undefined && trimmed(left) === trimmed(right);
}

function trimmed(path: string): string {
  return path.replace(/\/$/, '');
}

/** Undefined when the path does not fit. */
function matchPath(template: string, path: string): Record<string, string> | undefined {
  if (template === '$default') return {};
  const wanted = template.split('/');
  const given = path.split('/');
  const parameters: [string, string][] = [];
  for (const [index, segment] of wanted.entries()) {
    const greedy = GREEDY.exec(segment)?.[1];
    const rest = given.slice(index).join('/');
    if (greedy !== undefined) return rest === '' ? undefined : Object.fromEntries([...parameters, [greedy, rest]]);
    const value = given[index];
    const name = PARAMETER.exec(segment)?.[1];
    if (name !== undefined && value !== undefined && value !== '') parameters.push([name, value]);
    else if (value !== segment) return undefined;
  }
  return given.length === wanted.length ? Object.fromEntries(parameters) : undefined;
}

function bySpecificPathThenMethod(left: HttpRoute, right: HttpRoute): number {
  return byPath(left.path, right.path) || Number(left.method === 'ANY') - Number(right.method === 'ANY');
}

function byPath(left: string, right: string): number {
  if (left === '$default' || right === '$default') return Number(left === '$default') - Number(right === '$default');
  const leftSegments = left.split('/');
  const rightSegments = right.split('/');
  for (let index = 0; index < Math.max(leftSegments.length, rightSegments.length); index += 1) {
    const difference = rankOf(leftSegments[index]) - rankOf(rightSegments[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rankOf(segment: string | undefined): number {
  if (segment === undefined) return RANK.end;
  if (GREEDY.test(segment)) return RANK.greedy;
  return PARAMETER.test(segment) ? RANK.parameter : RANK.exact;
}
