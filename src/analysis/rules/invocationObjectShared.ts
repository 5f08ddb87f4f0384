import type { CallFacts } from '../facts/fileFacts';
import type { Finding, FindingSeverity } from '../finding';
import { lower } from '../finding';
import type { Analysis } from '../program/analysis';
import { calledPaths } from '../program/calledPaths';
import { InitValues } from '../program/initValues';
import type { InitCall } from '../program/initValues';
import { lastName } from '../program/program';
import type { ProgramFile } from '../program/program';
import { callInWords } from './callInWords';
import type { Rule } from './rule';
import { findingOf } from './rule';
import { isSure } from './way';

/** What belongs to one invocation is made in the Init phase and used by all. */
export const invocationObjectShared: Rule = {
  code: 'invocation-object-shared',
  title: 'An object that belongs to one invocation is shared by all of an environment',
  find: (file, analysis) => {
    const values = new InitValues(file, analysis.reach, analysis.reads);
    return values.calls().flatMap((each) => findingsOf(file, each, values, analysis));
  },
};

/** Something that one request, one unit of work, begins and ends. */
interface OfOneInvocation {
  /** See `CatalogueEntry.paths`; names that no import has are written as they are. */
  readonly path: RegExp;
  readonly effect: string;
  /** Methods that make it as good as new. */
  readonly renewedBy?: RegExp;
  /** Without one of these it keeps nothing of an invocation. */
  readonly usedBy?: RegExp;
  readonly severity?: FindingSeverity;
}

const CURSOR: OfOneInvocation = {
  path: /^(?:psycopg2?|pymysql|MySQLdb|mysql\.connector|sqlite3|pyodbc|pymssql|oracledb|cx_Oracle|pg8000|redshift_connector|snowflake\.connector|databricks\.sql)\b.*\(\)\.cursor$/,
  effect: 'its result set and position are those of whichever invocation used it last',
};

const PYTHON: readonly OfOneInvocation[] = [
  CURSOR,
  {
    path: /^(?:sqlalchemy\.orm\.(?:session\.)?(?:Session|create_session|sessionmaker\(\))|sqlalchemy\.ext\.asyncio\.(?:AsyncSession|async_sessionmaker\(\))|sqlmodel\.Session)$/,
    effect: 'objects, pending changes and a failed transaction of one invocation stay in it for the next',
    renewedBy: /^(?:close|close_all|expunge_all|reset|expire_all)$/,
  },
  {
    path: /^sqlalchemy\.(?:ext\.asyncio\.)?create_(?:async_)?engine\(\)\.(?:begin|connect|raw_connection)$/,
    effect: 'one invocation finds the transaction that another left open',
  },
  {
    path: /^(?:psycopg2?|asyncpg|aiopg|aiomysql)\b.*\(\)\.(?:transaction|begin)$/,
    effect: 'one invocation finds the transaction that another left open',
  },
  {
    path: /^(?:pymongo|motor)\b.*\(\)\.start_session$/,
    effect: 'one invocation goes on with the transaction and the times of another',
  },
  { path: /^neo4j\b.*\.driver\(\)\.session$/, effect: 'one invocation goes on with the transaction of another' },
  {
    path: /^redis\b.*\(\)\.(?:pipeline|pubsub)$/,
    effect: 'commands and messages that an invocation leaves in it are those of the next',
    renewedBy: /^reset$/,
  },
  {
    path: /^(?:psycopg2\.pool|psycopg_pool|oracledb|cx_Oracle|mysql\.connector\.pooling|asyncpg|aiomysql|aiopg)\b.*\(\)\.(?:getconn|connection|acquire|get_connection)$/,
    effect: 'it is never given back to the pool, and nobody notices when it breaks',
  },
  {
    path: /^(?:pika|kombu)\b.*\(\)\.channel$/,
    effect: 'an error of one invocation closes it for all that follow',
    severity: 'hint',
  },
  {
    path: /^boto3\b.*\.Table\(\)\.batch_writer$/,
    effect: 'items that an invocation leaves in it are written by another, or never',
  },
  {
    path: /^(?:io\.(?:BytesIO|StringIO)|tempfile\.(?:NamedTemporaryFile|SpooledTemporaryFile|TemporaryFile|mkstemp))$/,
    effect: 'what one invocation writes, and the position it leaves, are there for the next',
    renewedBy: /^(?:seek|truncate)$/,
  },
];

const JAVASCRIPT: readonly OfOneInvocation[] = [
  {
    path: /^(?:pg|@neondatabase\/serverless)#Pool\(\)\.connect$/,
    effect: 'it is never given back to the pool, and nobody notices when it breaks',
  },
  {
    path: /^(?:mysql|mysql2|mysql2\/promise|mariadb|oracledb)#createPool(?:Cluster)?\(\)\.(?:promise\(\)\.)?getConnection$/,
    effect: 'it is never given back to the pool, and nobody notices when it breaks',
  },
  {
    path: /^(?:mongodb#MongoClient\(\)|mongoose#(?:createConnection\(\)\.)?)\.?startSession$/,
    effect: 'one invocation goes on with the transaction of another',
  },
  { path: /^neo4j-driver#driver\(\)\.session$/, effect: 'one invocation goes on with the transaction of another' },
  {
    path: /^(?:knex#(?:knex)?\(\)|sequelize#(?:Sequelize)?\(\))\.transaction$/,
    effect: 'one invocation goes on with the transaction of another',
  },
  {
    path: /^typeorm#DataSource\(\)\.createQueryRunner$/,
    effect: 'one invocation goes on with the connection and transaction of another',
  },
  { path: /^@mikro-orm\/.*\.em\.fork$/, effect: 'entities of one invocation stay in it for the next' },
  {
    path: /^dataloader#$/,
    effect: 'what it loaded for one invocation it hands out to the next, stale and to whoever asks',
    renewedBy: /^clearAll$/,
  },
  {
    path: /^AbortController$/,
    effect: 'once aborted it stays so, and every later invocation is aborted, too',
    usedBy: /^abort$/,
  },
  { path: /^AbortSignal\.timeout$/, effect: 'its time begins in the Init phase and ends for all later invocations' },
];

function findingsOf(file: ProgramFile, each: InitCall, values: InitValues, analysis: Analysis): Finding[] {
  const { call, holder, isWhole } = each;
  const match = isWhole ? matchOf(file, call, analysis) : undefined;
  if (match === undefined || values.isRenewed(holder)) return [];
  const { known, path } = match;
  const ways = values.directWaysOf(holder);
  if (ways === undefined) return [];
  const methods = holder.kind === 'name' ? methodsCalled(file, holder.binding, analysis) : new Set<string>();
  if ([...methods].some((name) => known.renewedBy?.test(name) === true)) return [];
  if (known.usedBy !== undefined && ![...methods].some((name) => known.usedBy?.test(name))) return [];
  const message = `${callInWords(path, call)} belongs to one invocation, and here all invocations of an execution environment share it: ${known.effect}; make it in the handler.`;
  const severity = lower(known.severity ?? 'warning', isSure(ways) ? 0 : 1);
  return [findingOf(invocationObjectShared, file, call.span, { severity, message, ways })];
}

function matchOf(
  file: ProgramFile,
  call: CallFacts,
  analysis: Analysis,
): { readonly known: OfOneInvocation; readonly path: string } | undefined {
  // Given a function, it begins and ends by itself; without a cache it keeps nothing.
  const given = call.arguments.map(({ value }) => value);
  if (/^(?:transaction|\$transaction)$/.test(lastName(call.callee)) && given.some(({ kind }) => kind === 'function')) {
    return undefined;
  }
  const hasNoCache = given.some(
    (value) => value.kind === 'object' && value.entries.some(({ name }) => name === 'cache'),
  );
  if (hasNoCache) return undefined;
  for (const path of calledPaths(file, call.callee, analysis.values)) {
    const known = (file.language === 'python' ? PYTHON : JAVASCRIPT).find((entry) => entry.path.test(path));
    if (known !== undefined) return { known, path };
  }
  return undefined;
}

/** Methods that invocations call on what a name stands for. */
function methodsCalled(defining: ProgramFile, binding: number, { reach, reads }: Analysis): ReadonlySet<string> {
  const found = new Set<string>();
  const places = reads.of(defining, binding).map(({ file, reference }) => ({ file, id: reference.name.binding }));
  for (const file of new Set(places.map((place) => place.file))) {
    const names = new Set(places.flatMap((place) => (place.file === file ? [place.id] : [])));
    for (const { callee, function: calling } of file.facts.calls) {
      if (callee.kind !== 'member' || callee.object.kind !== 'name' || !names.has(callee.object.binding)) continue;
      if (reach.waysTo({ file, function: calling }) !== undefined) found.add(callee.name);
    }
  }
  return found;
}
