import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Analyser } from '../../../../src/analysis/analyser';
import { ClientCatalogue } from '../../../../src/analysis/catalogue/clientCatalogue';
import { withEdits } from '../../../../src/analysis/fixes/fix';
import { SyntaxParser } from '../../../../src/syntax/syntaxParser';
import { difference } from '../../../support/fixtureFixes';

const FOLDER = path.resolve('/project');
const FILE = path.join(FOLDER, 'app.py');

const LAYOUTS: Readonly<Record<string, string>> = {
  'comments and annotations': `"""Orders."""
# Licence

import boto3
from mypy_boto3_s3 import S3Client

# Names.
BUCKET = 'orders'


# Called by S3.
def handler(event, context):
    """Lists orders."""
    # One client is enough.
    s3: S3Client = boto3.client('s3')  # signed

    return s3.list_objects_v2(Bucket=BUCKET)
`,
  'a call over several lines': `import os
import boto3
from botocore.config import Config


def handler(event, context):
    items = event["items"]
    table = boto3.resource(
        "dynamodb",
        region_name=os.environ.get("REGION", "eu-west-1"),
        config=Config(  # few retries
            retries={"max_attempts": 2},
        ),
    )
    return table.Table("orders").put_item(Item=items)
`,
  'a name that the module has': `import boto3

s3 = "the bucket"


def handler(event, context):
    s3 = boto3.client("s3")
    return s3.list_buckets()
`,
  'imports in the handler': `import json


def handler(event, context):
    import boto3
    from botocore.config import Config

    client = boto3.client("sqs", config=Config(read_timeout=5))
    return client.send_message(MessageBody=json.dumps(event))
`,
  'two functions with the same name for a client': `import boto3


def handler(event, context):
    client = boto3.client("s3")
    other()
    return client.list_buckets()


def other():
    client = boto3.client("sqs")
    return client.list_queues()
`,
  'no imports but those in the handler': `def handler(event, context):
    import boto3

    s3 = boto3.client("s3")
    return s3.list_buckets()
`,
  'tabs and carriage returns':
    'import boto3\r\n\r\n\r\ndef handler(event, context):\r\n\ts3 = boto3.client("s3")\r\n\treturn s3.list_buckets()\r\n',
  'a value that depends on the invocation': `import boto3


def handler(event, context):
    bucket = event["bucket"]
    client = boto3.client("s3", endpoint_url=bucket)
    return client.list_buckets()
`,
  'headers that are set afterwards': `import requests


def handler(event, context):
    session = requests.Session()
    session.headers.update({"authorization": event["token"]})
    return session.get("https://example.com", timeout=3).text
`,
  'a secret that is fetched first': `import json

import boto3
import pymysql

secrets = boto3.client("secretsmanager")


def handler(event, context):
    secret = json.loads(secrets.get_secret_value(SecretId="db")["SecretString"])
    connection = pymysql.connect(host="db", password=secret["password"], charset="utf8")
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")

            return cursor.fetchall()
    except pymysql.Error:
        return None
    finally:
        connection.close()
`,
  'constants below the function': `import boto3


def handler(event, context):
    return boto3.client("s3", region_name=REGION).list_buckets()


REGION = "eu-west-1"
`,
  'an early return and a try': `import logging

import boto3

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event, context):
    if "Records" not in event:
        return None
    try:
        sns = boto3.client("sns"); sns.publish(Message="x")
    except Exception:
        logger.exception("failed")
    if event["Records"]:
        sqs = boto3.client("sqs")
        sqs.send_message(MessageBody="x")
`,
};

async function analyserOf(text: string): Promise<Analyser> {
  const analyser = new Analyser({ syntax: new SyntaxParser(), catalogue: ClientCatalogue.shipped(), folder: FOLDER });
  await analyser.update(FILE, text);
  const start = text.slice(0, text.indexOf('def handler')).split('\n').length;
  const end = text.split('\n').length;
  analyser.setHandlers([
    {
      file: FILE,
      name: 'handler',
      code: { line: start, column: 1, endLine: end, endColumn: 1 },
      parameters: ['event', 'context'],
      isWrapped: false,
      confidence: 'certain',
    },
  ]);
  return analyser;
}

test.each(Object.entries(LAYOUTS))('fixes in a file with %s keep its layout', async (name, text) => {
  const analyser = await analyserOf(text);
  let report = '';
  for (const finding of analyser.findings(FILE)) {
    const fixes = (await analyser.fixes(finding)).filter(({ title }) => !title.startsWith('Ignore'));
    if (fixes.length === 0) report += `=== line ${finding.range.line}, ${finding.code}: none\n\n`;
    for (const fix of fixes) {
      const fixed = withEdits(text, fix.edits);
      execFileSync('python3', ['-c', 'import sys; compile(sys.stdin.read(), "app.py", "exec")'], { input: fixed });
      report += `=== line ${finding.range.line}, ${finding.code}: ${fix.title}\n${difference(text, fixed)}\n`;
    }
  }
  const all = await analyser.fixAll(FILE);
  report += `=== all\n${difference(text, all?.text ?? '')}`;
  await expect(report.replaceAll('\r', '<CR>')).toMatchFileSnapshot(
    `../../../golden/analysis/fixes/layouts/${name.replaceAll(' ', '-')}.txt`,
  );
});
