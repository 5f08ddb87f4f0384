import type { AnalysedHandler } from '../analysedHandler';
import type { CallFacts, Expression } from '../facts/fileFacts';
import { filesBehind } from './behindHandlers';
import type { FunctionPlace, Program, ProgramFile } from './program';
import { functionKey, lastName } from './program';
import type { Root } from './reach';
import type { Values } from './values';

/** Packages whose applications run a function for each request, with what makes an application or a part of one. */
const APPLICATIONS =
  /^(?:fastapi\.(?:FastAPI|APIRouter)|flask\.(?:Flask|Blueprint)|chalice\.(?:app\.)?(?:Chalice|Blueprint)|aws_lambda_powertools\.event_handler\.(?:\w+\.)*\w*(?:Resolver|Router)|express#(?:Router)?|fastify#(?:fastify)?|hono#Hono|@hono\/zod-openapi#OpenAPIHono|koa-router#|@koa\/router#|@aws-lambda-powertools\/event-handler(?:\/\w+)?#\w*(?:Resolver|Router))\(\)(?:\.basePath\(\))*$/;

/** What parameters of routes take their values from. */
const DEPENDENCIES = /^fastapi\.(?:(?:params|param_functions)\.)?(?:Depends|Security)$/;

const ROUTE_NAMES: ReadonlySet<string> = new Set([
  'all',
  'api_route',
  'delete',
  'exception_handler',
  'get',
  'head',
  'options',
  'patch',
  'post',
  'put',
  'resolver',
  'route',
  'use',
]);

/** Methods of a library's own builders that are given what runs for each request. */
const PROCEDURES = /^@trpc\/server#initTRPC\b.*\.(?:mutation|query|subscription|use)$/;

const PROCEDURE_NAMES: ReadonlySet<string> = new Set(['mutation', 'query', 'subscription', 'use']);

/** Servers of GraphQL, and what makes schemas for them. */
const GRAPHQL =
  /^(?:@apollo\/server#ApolloServer|apollo-server(?:-lambda)?#ApolloServer|@graphql-tools\/schema#makeExecutableSchema|graphql-yoga#create(?:Schema|Yoga))$/;

const GRAPHQL_NAMES: ReadonlySet<string> = new Set([
  'ApolloServer',
  'createSchema',
  'createYoga',
  'makeExecutableSchema',
]);

/** What these are given that runs for requests: the resolvers of types, and what makes a request's context. */
const GRAPHQL_ENTRIES: ReadonlySet<string> = new Set(['context', 'resolvers']);

/** `resolvers.Query.orders.resolve` */
const DEEPEST_RESOLVER = 3;

/** Finds the functions that applications behind handlers run for requests (analysis-rules §2). */
export class Routes {
  constructor(
    private readonly program: Program,
    private readonly values: Values,
  ) {}

  /** The routes in the files that handlers import; `known` are handlers whose own code is known. */
  of(handlers: readonly AnalysedHandler[], known: readonly Root[]): Root[] {
    const places = new Set(known.map(({ place }) => functionKey(place)));
    const found: Root[] = [];
    for (const [file, handler] of filesBehind(this.program, handlers)) {
      for (const place of this.routesIn(file)) {
        if (places.has(functionKey(place))) continue;
        places.add(functionKey(place));
        found.push({ handler, kind: 'route', place });
      }
    }
    return found;
  }

  private routesIn(file: ProgramFile): FunctionPlace[] {
    const decorated = file.facts.functions.flatMap(({ decorators }, id) =>
      decorators.some((decorator) => this.isRoute(file, callOf(file, decorator))) ? [{ file, function: id }] : [],
    );
    if (file.language === 'python') return [...decorated, ...this.dependenciesIn(file)];
    return file.facts.calls.flatMap((call) => {
      // Most calls have another name, and what they stand for is not asked.
      const name = lastName(call.callee);
      const isProcedure = PROCEDURE_NAMES.has(name) && this.isCalled(file, call, PROCEDURES);
      if (isProcedure || this.isRoute(file, call)) return this.given(file, call);
      return GRAPHQL_NAMES.has(name) && this.isCalled(file, call, GRAPHQL) ? this.resolversIn(file, call) : [];
    });
  }

  private isCalled(file: ProgramFile, { callee }: CallFacts, known: RegExp): boolean {
    return this.values.of(file, callee).some((value) => value.kind === 'external' && known.test(value.path));
  }

  private resolversIn(file: ProgramFile, { arguments: given }: CallFacts): FunctionPlace[] {
    return given.flatMap(({ value }) =>
      value.kind === 'object'
        ? value.entries
            .filter(({ name }) => GRAPHQL_ENTRIES.has(name))
            .flatMap((entry) => this.functionsWithin(file, entry.value, 0))
        : [],
    );
  }

  /** The functions in an object and in the objects in it. */
  private functionsWithin(file: ProgramFile, expression: Expression, depth: number): FunctionPlace[] {
    if (depth > DEEPEST_RESOLVER) return [];
    return this.values.of(file, expression).flatMap((value) => {
      if (value.kind === 'function') return [{ file: value.file, function: value.id }];
      if (value.kind !== 'object') return [];
      return value.object.entries.flatMap((entry) => this.functionsWithin(value.file, entry.value, depth + 1));
    });
  }

  /** `Depends(get_session)`: run for each request, too. */
  private dependenciesIn(file: ProgramFile): FunctionPlace[] {
    return file.facts.calls.flatMap((call) => {
      const [first] = call.arguments;
      if (first === undefined) return [];
      const called = this.values.of(file, call.callee);
      return called.some((value) => value.kind === 'external' && DEPENDENCIES.test(value.path))
        ? this.given(file, call)
        : [];
    });
  }

  private isRoute(file: ProgramFile, call: CallFacts | undefined): boolean {
    if (call?.callee.kind !== 'member' || !ROUTE_NAMES.has(lastName(call.callee))) return false;
    return this.values
      .of(file, call.callee.object)
      .some((value) => value.kind === 'external' && APPLICATIONS.test(value.path));
  }

  private given(file: ProgramFile, call: CallFacts): FunctionPlace[] {
    return call.arguments.flatMap(({ value }) =>
      this.values
        .of(file, value)
        .flatMap((each) => (each.kind === 'function' ? [{ file: each.file, function: each.id }] : [])),
    );
  }
}

function callOf(file: ProgramFile, decorator: Expression): CallFacts | undefined {
  return decorator.kind === 'call' ? file.facts.calls[decorator.call] : undefined;
}
