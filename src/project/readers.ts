import { ArchitectReader } from './architect/architectReader';
import { CdkReader } from './cdk/cdkReader';
import { CloudFormationReader } from './cloudformation/cloudFormationReader';
import { DockerfileReader } from './dockerfile/dockerfileReader';
import { ReferredDockerfiles } from './dockerfile/referredDockerfiles';
import { PulumiReader } from './pulumi/pulumiReader';
import { ServerlessReader } from './serverless/serverlessReader';
import { SstReader } from './sst/sstReader';
import type { TemplateReader } from './templateReader';
import { TerraformReader } from './terraform/terraformReader';

/** Every reader; the first that takes a file for its kind of template reads it. */
export const READERS: readonly TemplateReader[] = [
  new DockerfileReader(),
  new SstReader(),
  new ArchitectReader(),
  new PulumiReader(),
  new ReferredDockerfiles(new CloudFormationReader()),
  new ReferredDockerfiles(new CdkReader()),
  new ReferredDockerfiles(new ServerlessReader()),
  // Takes every text for its own.
  new TerraformReader(),
];
