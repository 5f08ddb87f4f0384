import { describe, expect, test } from 'vitest';
import { TerraformReader } from '../../../src/project/terraform/terraformReader';

const BESIDES = `
variable "stage" {
  default = "dev"
}
variable "size" {
  type    = number
  default = 256
}
variable "text_size" {
  type    = string
  default = 256
}
variable "on" {
  type    = bool
  default = true
}
variable "names" {
  type    = list(string)
  default = ["a", "b", "c"]
}
variable "tags" {
  default = { team = "shop", env = { level = "deep" } }
}
variable "none" {
  default = null
}
variable "required" {}
locals {
  prefix = "shop-\${var.stage}"
  both   = merge(var.tags, { extra = local.prefix })
  hen    = local.egg
  egg    = local.hen
}
resource "aws_sqs_queue" "orders" {
  name = "\${local.prefix}-orders"
}
resource "aws_s3_bucket" "nameless" {}
data "aws_region" "current" {}
data "aws_caller_identity" "me" {}
`;

/** An expression, and the text it comes to or why it comes to none. */
const ROWS: readonly (readonly [expression: string, gives: string | RegExp])[] = [
  // Literals and texts
  ['"plain"', 'plain'],
  ['"a\\tb\\"c\\\\d"', 'a\tb"c\\d'],
  ['"\\u00e9 $${kept} %%{kept}"', 'é ${kept} %{kept}'],
  ['12', '12'],
  ['1.50', '1.5'],
  ['true', 'true'],
  ['"${var.stage}"', 'dev'],
  ['"<${var.stage}-${var.size}>"', '<dev-256>'],
  ['"a ${ "nested ${var.stage}" } b"', 'a nested dev b'],
  ['"${var.required}!"', /required has no default/],
  ['"%{ if var.on }a%{ endif }"', /template directive is not evaluated/],
  ['<<EOT\none\n  two ${var.stage}\nEOT', 'one\n  two dev\n'],
  ['<<-EOT\n    one\n      two\n    EOT', 'one\n  two\n'],
  // References
  ['var.stage', 'dev'],
  ['var.missing', /no variable "missing"/],
  ['var.required', /required has no default; give it a value in terraform\.tfvars/],
  ['local.prefix', 'shop-dev'],
  ['local.missing', /no local value "missing"/],
  ['local.hen', /refers to itself; break the circle/],
  ['var.names[1]', 'b'],
  ['var.names[7]', /no such member/],
  ['var.tags.team', 'shop'],
  ['var.tags["team"]', 'shop'],
  ['var.tags.env.level', 'deep'],
  ['var.tags.nobody', /no such member/],
  ['local.both.extra', 'shop-dev'],
  ['aws_sqs_queue.orders.name', 'shop-dev-orders'],
  ['aws_sqs_queue.orders.url', 'https://sqs.us-east-1.amazonaws.com/123456789012/shop-dev-orders'],
  ['aws_sqs_queue.orders.arn', 'arn:aws:sqs:us-east-1:123456789012:shop-dev-orders'],
  ['aws_s3_bucket.nameless.bucket', /known only after an apply/],
  ['aws_sns_topic.missing.arn', /no aws_sns_topic\.missing in this folder/],
  ['module.other.value', /no module\.other in this folder/],
  ['data.aws_region.current.name', 'us-east-1'],
  ['data.aws_caller_identity.me.account_id', '123456789012'],
  ['terraform.workspace', 'default'],
  ['each.key', /known only to Terraform/],
  ['count.index', /known only to Terraform/],
  ['var.names[*]', /splat expression is not evaluated/],
  ['[for n in var.names : upper(n)][0]', /for expression is not evaluated/],
  // Operators
  ['1 + 2 * 3', '7'],
  ['(1 + 2) * 3', '9'],
  ['10 - 2 - 3', '5'],
  ['0.1 + 0.2', '0.3'],
  ['7 % 4', '3'],
  ['-var.size', '-256'],
  ['1 / 0', /operand is no number/],
  ['-"a"', /operand is no number/],
  ['"a" + 1', /operand is no number/],
  ['!var.on', 'false'],
  ['!var.stage', /neither true nor false/],
  ['var.stage == "dev"', 'true'],
  ['var.stage != "dev"', 'false'],
  ['var.size == 256', 'true'],
  ['var.size == "256"', 'false'],
  ['var.text_size == "256"', 'true'],
  ['var.on == "true"', 'false'],
  ['var.none == null', 'true'],
  ['var.stage == null', 'false'],
  ['var.names == ["a", "b", "c"]', 'true'],
  ['[var.required] == ["a"]', /required has no default/],
  ['var.on && var.size > 128', 'true'],
  ['false && var.required', 'false'],
  ['var.required || true', 'true'],
  ['var.required && true', /required has no default/],
  ['1 < 2 == true', 'true'],
  // Conditions
  ['var.on ? "a" : "b"', 'a'],
  ['var.stage == "prod" ? var.required : "b"', 'b'],
  ['var.stage ? "a" : "b"', /neither true nor false/],
  ['var.on ? (var.stage == "dev" ? "x" : "y") : "z"', 'x'],
  // Functions
  ['upper(var.stage)', 'DEV'],
  ['join("-", var.names)', 'a-b-c'],
  ['join("-", concat(var.names, ["d"]))', 'a-b-c-d'],
  ['join("-", [var.required])', /required has no default/],
  ['format("%s-%03d-%5s-%-3s|%t%%", "a", 7, "x", "y", true)', 'a-007-    x-y  |true%'],
  ['format("%.2f", 1.5)', /arguments of format do not fit/],
  ['format("%s")', /arguments of format do not fit/],
  ['format("a", "b")', /arguments of format do not fit/],
  ['format("%d", "x")', /arguments of format do not fit/],
  ['replace("a-b-c", "-", "$&")', 'a$&b$&c'],
  ['replace("abc", "/b/", "x")', /arguments of replace do not fit/],
  ['split(",", "a,b")[1]', 'b'],
  ['element(var.names, 4)', 'b'],
  ['lookup(var.tags, "team", "none")', 'shop'],
  ['lookup(var.tags, "nobody", "none")', 'none'],
  ['length(var.names)', '3'],
  ['substr("abcdef", -3, 2)', 'de'],
  ['trim("--a--", "-")', 'a'],
  ['trimsuffix("a.zip", ".zip")', 'a'],
  ['title("hello world")', 'Hello World'],
  ['coalesce("", null, "x")', 'x'],
  ['contains(var.names, "b")', 'true'],
  ['contains([var.required], "b")', /required has no default/],
  ['try(var.tags.nobody, "fallback")', 'fallback'],
  ['try(aws_s3_bucket.nameless.bucket, "wrong")', /known only after an apply/],
  ['try(var.required, "wrong")', /required has no default/],
  ['tostring(12)', '12'],
  ['jsonencode({ b = 1, a = ["x", true, null], c = "1" })', '{"a":["x",true,null],"b":1,"c":"1"}'],
  ['jsonencode(var.size)', '256'],
  ['jsonencode(var.text_size)', '"256"'],
  ['jsonencode(length(var.names) + 1)', '4'],
  ['jsonencode("<a&b>")', '"\\u003ca\\u0026b\\u003e"'],
  ['jsonencode({ a = var.required })', /required has no default/],
  ['jsonencode({ a = { b = aws_s3_bucket.nameless.bucket } })', /known only after an apply/],
  ['timestamp()', /function timestamp is not evaluated/],
  ['file("x.txt")', /function file is not evaluated/],
  ['nosuch(1)', /function nosuch is not evaluated/],
  ['provider::aws::arn_parse("x")', /is not evaluated/],
  ['upper()', /arguments of upper do not fit/],
  ['upper(var.names)', /arguments of upper do not fit/],
  ['concat(var.names...)', /expanded/],
];

/** What the variable VALUE is, or why it is not known. */
async function valueOf(expression: string): Promise<string> {
  const text = `${BESIDES}
resource "aws_lambda_function" "function" {
  environment {
    variables = {
      VALUE = ${expression}
    }
  }
}
`;
  const contents = await new TerraformReader().read('/nowhere/main.tf', text, {});
  expect(contents?.problems).toEqual([]);
  const [found] = contents?.functions ?? [];
  return found?.configuration.environment['VALUE'] ?? found?.unresolvedVariables['VALUE'] ?? 'no value';
}

describe('expressions', () => {
  test.each(ROWS)('%s', async (expression, gives) => {
    const value = await valueOf(expression);
    if (typeof gives === 'string') expect(value).toBe(gives);
    else expect(value).toMatch(gives);
  });
});

test('null takes the variable away', async () => {
  expect(await valueOf('var.none')).toBe('no value');
  expect(await valueOf('var.on ? null : "x"')).toBe('no value');
});
