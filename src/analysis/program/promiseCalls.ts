/** Methods of clients whose name says that they only register, configure or end something. */
const NO_WORK =
  'addListener|config|defineCommand|destroy|disconnect|duplicate|multi|off|on|once|pipeline|removeListener|unsubscribe|withResponse';

const HTTP_METHODS = 'delete|get|head|options|patch|post|put|request';

/** Calls of packages that give promises of work which has begun, as paths of `Values`. */
const PATHS: readonly RegExp[] = [
  new RegExp(
    `^@aws-sdk/(?:client|lib)-[\\w-]+#\\w+(?:\\.from)?\\(\\)\\.(?!(?:${NO_WORK}|abort|middlewareStack)$)\\w+$`,
  ),
  new RegExp(`^axios#(?:create\\(\\))?(?:\\.?(?:${HTTP_METHODS})(?:Form)?)?$`),
  new RegExp(`^(?:got|ky)#(?:(?:extend|create)\\(\\))?(?:\\.?(?:${HTTP_METHODS}))?$`),
  /^(?:cross-fetch|isomorphic-fetch|make-fetch-happen|node-fetch|undici)#(?:fetch|request)?$/,
  /^(?:dns|fs|readline|stream|timers)\/promises#(?!create|watch|Interface)\w+$/,
  /^(?:dns|fs|stream|timers)#promises\.\w+$/,
  /^fs-extra#(?:copy|move|outputFile|outputJson|remove|writeFile|writeJson|ensureDir|emptyDir)$/,
  /^util#promisify\(\)$/,
  /^events#once$/,
  /^pg#(?:native\.)?(?:Pool|Client)\(\)\.(?:connect|end|query)$/,
  /^(?:mysql2\/promise|mariadb)#create(?:Connection|Pool)(?:\(\)\.(?:batch|end|execute|getConnection|query))$/,
  /^(?:mysql2\/promise|mariadb)#createConnection$/,
  /^mysql2#create(?:Connection|Pool)\(\)\.promise\(\)\.\w+$/,
  /^mongodb#MongoClient(?:\(\))?\.(?:close|connect)$/,
  /^mongodb#MongoClient\(\)\.db\(\)\.collection\(\)\.(?:bulkWrite|count|create|delete|drop|findOne|insert|replace|update)\w*$/,
  /^mongoose#(?:connect|disconnect|model\(\)\.(?:bulkWrite|create|insertMany)|model\(\)\(\)\.save)$/,
  new RegExp(`^ioredis#(?:Cluster|Redis|Redis\\.Cluster)?\\(\\)\\.(?!(?:${NO_WORK})$)\\w+$`),
  new RegExp(`^(?:redis|@redis/client)#createC(?:lient|luster)\\(\\)\\.(?!(?:${NO_WORK})$)\\w+$`),
  /^nodemailer#createTransport\(\)\.sendMail$/,
  /^@sendgrid\/mail#send(?:Multiple)?$/,
  /^(?:stripe|openai|twilio|@anthropic-ai\/sdk|@slack\/web-api)#\w*\(\)(?:\.\w+)+\.(?:cancel|capture|confirm|create|postMessage|refund|update|upload)$/,
  /^(?:@elastic\/elasticsearch|@opensearch-project\/opensearch)#Client\(\)\.(?:bulk|create|delete|index|search|update)$/,
  /^kafkajs#Kafka\(\)\.(?:consumer|producer)\(\)\.(?:connect|disconnect|run|send|sendBatch|subscribe)$/,
  /^firebase-admin(?:\/firestore)?#(?:firestore|getFirestore)\(\)\.collection\(\)(?:\.doc\(\))?\.(?:add|create|delete|set|update)$/,
  /^@google-cloud\/pubsub#PubSub\(\)\.topic\(\)\.publish\w*$/,
];

/** Whether a call of a package gives a promise of work that has begun. */
export function givesPromise(path: string): boolean {
  return PATHS.some((pattern) => pattern.test(path));
}
