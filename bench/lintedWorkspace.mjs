// @ts-check
// A workspace of many services in Python and TypeScript, as the analyser meets it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SERVICES = 50;
const MODULES = 20;

/**
 * A class and a function around it; the names differ, so that no two are the same text.
 * @param {number} index
 */
const pythonBlock = (index) => `
class Order${index}:
    """An order of a customer."""

    def __init__(self, customer, lines, discount=None):
        self.customer = customer
        self.lines = lines
        self.discount = discount or Decimal("0")

    def total(self):
        amounts = [line["price"] * line["pieces"] for line in self.lines if line["pieces"] > 0]
        return sum(amounts) - self.discount

    def save(self):
        item = {"pk": f"ORDER#{self.customer}", "lines": self.lines, "total": str(self.total())}
        response = table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
        if response["ResponseMetadata"]["HTTPStatusCode"] != 200:
            raise RuntimeError("not saved")
        return item


def process_${index}(record, context):
    body = json.loads(record["body"])
    order = Order${index}(body["customer"], body["lines"])
    try:
        return order.save()
    except RuntimeError as error:
        print(f"failed {error}")
        return None
`;

/** @param {number} index */
const typeScriptBlock = (index) => `
export interface Line${index} {
  readonly price: number;
  readonly pieces: number;
}

export class Order${index} {
  constructor(
    private readonly customer: string,
    private readonly lines: readonly Line${index}[],
  ) {}

  total(): number {
    return this.lines.filter(({ pieces }) => pieces > 0).reduce((sum, line) => sum + line.price * line.pieces, 0);
  }

  async save(): Promise<unknown> {
    const item = { pk: \`ORDER#\${this.customer}\`, lines: this.lines, total: this.total() };
    const response = await documents.send(new PutCommand({ TableName: process.env['TABLE'], Item: item }));
    if (response.$metadata.httpStatusCode !== 200) {
      throw new Error('not saved');
    }
    return item;
  }
}

export async function process${index}(record: { body: string }): Promise<unknown> {
  const body = JSON.parse(record.body) as { customer: string; lines: Line${index}[] };
  try {
    return await new Order${index}(body.customer, body.lines).save();
  } catch (error) {
    console.error('failed', error);
    return undefined;
  }
}
`;

/**
 * A module of about so many lines that uses the module of its service that is named. Its handler makes one client anew.
 * @param {'python' | 'typescript'} language
 * @param {number} lines
 * @param {string} name what the module calls itself: a text that is known already would not be read again
 * @param {string} [uses]
 */
export function moduleText(language, lines, name, uses) {
  const block = language === 'python' ? pythonBlock : typeScriptBlock;
  const blocks = Math.max(1, Math.round((lines - 20) / block(0).split('\n').length));
  const body = Array.from({ length: blocks }, (_, index) => block(index)).join('');
  if (language === 'python') {
    const imported = uses === undefined ? '' : `import ${uses}\n`;
    const also = uses === undefined ? '' : `    ${uses}.process_0(event, context)\n`;
    return `import json\nimport os\nfrom decimal import Decimal\n\nimport boto3\n${imported}\ntable = boto3.resource("dynamodb").Table(os.environ["TABLE"])\nNAME = "${name}"\n${body}

def handler(event, context):
    client = boto3.client("s3")
${also}    results = [process_0(record, context) for record in event["Records"]]
    return {"results": results, "buckets": client.list_buckets()}
`;
  }
  const imported = uses === undefined ? '' : `import * as used from './${uses}';\n`;
  const also = uses === undefined ? '' : '  await used.process0(event);\n';
  return `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { S3Client, ListBucketsCommand } from '@aws-sdk/client-s3';
${imported}
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const name = '${name}';
${body}
export const handler = async (event: { body: string }, context: unknown) => {
  const client = new S3Client({});
${also}  const result = await process0(event);
  return { result, context, buckets: await client.send(new ListBucketsCommand({})) };
};
`;
}

/**
 * Writes 1,000 files of about 130 lines each below a folder: 30 services in Python, 20 in TypeScript, with a template
 * each. Gives the absolute paths of the source files by their language.
 * @param {string} folder
 */
export function writeWorkspace(folder) {
  /** @type {{ python: string[], typescript: string[] }} */
  const files = { python: [], typescript: [] };
  for (let service = 0; service < SERVICES; service += 1) {
    const language = service % 5 < 3 ? 'python' : 'typescript';
    const own = path.join(folder, language, `service${service}`);
    mkdirSync(own, { recursive: true });
    const runtime = language === 'python' ? 'python3.12' : 'nodejs22.x';
    let template = 'Transform: AWS::Serverless-2016-10-31\nResources:\n';
    for (let module = 0; module < MODULES; module += 1) {
      const uses = module % 4 === 0 ? undefined : `module${module - 1}`;
      const file = path.join(own, `module${module}.${language === 'python' ? 'py' : 'ts'}`);
      writeFileSync(file, moduleText(language, 130, `service${service}.module${module}`, uses));
      files[language].push(file);
      if (module % 4 !== 3) continue;
      template += `  Function${module}:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: ${runtime}, Handler: module${module}.handler, CodeUri: ., Timeout: 10 }\n`;
    }
    writeFileSync(path.join(own, 'template.yaml'), template);
  }
  return files;
}
