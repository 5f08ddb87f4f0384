import { CdkReader } from './cdk/cdkReader';
import { CloudFormationReader } from './cloudformation/cloudFormationReader';
import { ServerlessReader } from './serverless/serverlessReader';
import type { TemplateReader } from './templateReader';
import { TerraformReader } from './terraform/terraformReader';

/** Every reader; the first that takes a file for its kind of template reads it. */
export const READERS: readonly TemplateReader[] = [
  new CloudFormationReader(),
  new CdkReader(),
  new ServerlessReader(),
  new TerraformReader(),
];
