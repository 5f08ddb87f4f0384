import path from 'node:path';
import { unresolved } from '../cloudformation/evaluated';
import type { Evaluated } from '../cloudformation/evaluated';
import { nearNames } from '../nearNames';
import type { SourceLocation } from '../projectFunction';
import { OUTSIDE } from './includedFiles';
import type { IncludedFile } from './includedFiles';
import { scalarAt } from './variableResolver';
import type { Found, SourceRequest, VariableResolver, VariableSources } from './variableResolver';

export interface SourceOptions {
  /** The configuration as written. */
  readonly root: Evaluated;
  /** Folder of the configuration, which paths start from, and the one that files must lie below. */
  readonly serviceFolder: string;
  readonly projectFolder: string;
  /** Value of `--stage`. */
  readonly stage: string | undefined;
  /** Values of `--param`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What `${env:}` sees. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files read so far, by absolute path. */
  readonly files: ReadonlyMap<string, IncludedFile>;
}

/** Sources that only a deployment, or the account behind it, could ask. */
const REMOTE: Readonly<Record<string, string>> = {
  cf: 'it is an output of a CloudFormation stack',
  s3: 'it is kept in S3',
  ssm: 'it is kept in Systems Manager',
  doppler: 'it is kept in Doppler',
  git: 'it comes from Git',
  output: 'it is an output of another service',
  terraform: 'it is an output of Terraform',
  vault: 'it is kept in Vault',
};

/** The variable sources of the Serverless Framework v3, v4 and osls that can be known without a deployment. */
export class ServerlessSources implements VariableSources {
  /** Files that are needed and not read yet, by absolute path. */
  readonly wanted = new Set<string>();

  constructor(private readonly options: SourceOptions) {}

  find(request: SourceRequest, values: VariableResolver, at: SourceLocation): Found {
    const { type, address = '' } = request;
    switch (type) {
      case 'self':
        return values.at(this.options.root, address);
      case 'env':
        return this.named(this.options.environment, address, at);
      case 'opt':
        return this.option(address, at);
      case 'param':
        return this.parameter(address, values, at);
      case 'sls':
        return this.service(address, values, at);
      case 'aws':
        return this.account(address, values, at);
      case 'file':
        return this.file(request.parameter ?? '', address, values, at);
      case 'strToBool':
        return truth(request.parameter ?? '', at);
      default:
        return unknown(type, at);
    }
  }

  /** `--stage`, else the provider's, else `dev`. */
  stage(values: VariableResolver, at: SourceLocation): Evaluated {
    if (this.options.stage !== undefined) return scalarAt(at, this.options.stage);
    const written = values.at(this.options.root, 'provider.stage');
    return written === 'absent' ? scalarAt(at, 'dev') : written;
  }

  /** The region of the provider, else the framework's own. */
  region(values: VariableResolver, at: SourceLocation): Evaluated {
    const given = this.options.parameters['AWS::Region'];
    if (given !== undefined) return scalarAt(at, given);
    const written = values.at(this.options.root, 'provider.region');
    return written === 'absent' ? scalarAt(at, 'us-east-1') : written;
  }

  private option(name: string, at: SourceLocation): Found {
    return name === 'stage' && this.options.stage !== undefined ? scalarAt(at, this.options.stage) : 'absent';
  }

  private parameter(name: string, values: VariableResolver, at: SourceLocation): Found {
    const given = this.named(this.options.parameters, name, at);
    if (given !== 'absent') return given;
    const stage = this.stage(values, at);
    const stages = [...(stage.kind === 'scalar' ? [stage.text] : []), 'default'];
    // v3 and osls keep them in `params`, v4 in `stages`.
    for (const path of stages.flatMap((each) => [
      ['params', each],
      ['stages', each, 'params'],
    ])) {
      const found = member(values, this.options.root, [...path, name]);
      if (found !== 'absent') return found;
    }
    return 'absent';
  }

  private service(address: string, values: VariableResolver, at: SourceLocation): Found {
    if (address === 'stage') return this.stage(values, at);
    if (address === 'instanceId') {
      return unresolved(at, '${sls:instanceId} is new with every deployment; use a value of your own locally');
    }
    return unresolved(at, `\${sls:${address}} is not known; use stage or instanceId`);
  }

  private account(address: string, values: VariableResolver, at: SourceLocation): Found {
    if (address === 'region') return this.region(values, at);
    if (address === 'accountId') {
      return unresolved(at, '${aws:accountId} belongs to the account of a deployment; set the value locally');
    }
    return unresolved(at, `\${aws:${address}} is not known; use accountId or region`);
  }

  private file(name: string, address: string, values: VariableResolver, at: SourceLocation): Found {
    const { serviceFolder, projectFolder, files } = this.options;
    const file = path.resolve(serviceFolder, name.trim());
    const inside = path.relative(projectFolder, file);
    if (inside.startsWith('..') || path.isAbsolute(inside)) return unresolved(at, OUTSIDE);
    const found = files.get(file);
    if (found === undefined) {
      this.wanted.add(file);
      return unresolved(at, 'the file is not read yet');
    }
    if (found === 'absent') return 'absent';
    return 'refusal' in found ? unresolved(at, found.refusal) : values.at(found, address);
  }

  private named(variables: Readonly<Record<string, string>>, name: string, at: SourceLocation): Found {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return value === undefined ? 'absent' : scalarAt(at, value);
  }
}

/** Names of parameters may have dots. */
function member(values: VariableResolver, root: Evaluated, names: readonly string[]): Found {
  let current = values.top(root);
  for (const name of names) {
    if (current.kind === 'unresolved') return current;
    const next: Evaluated | undefined = current.kind === 'dictionary' ? current.entries.get(name)?.value : undefined;
    if (next === undefined) return 'absent';
    current = values.top(next);
  }
  return current.kind === 'null' ? 'absent' : current;
}

function truth(text: string, at: SourceLocation): Evaluated {
  if (/^(?:true|1)$/i.test(text.trim())) return scalarAt(at, 'true');
  if (/^(?:false|0)$/i.test(text.trim())) return scalarAt(at, 'false');
  return unresolved(at, 'strToBool takes true, false, 1 or 0; correct its text');
}

const KNOWN = ['self', 'env', 'opt', 'param', 'sls', 'aws', 'file', 'strToBool', ...Object.keys(REMOTE)];

function unknown(type: string, at: SourceLocation): Evaluated {
  // `${ssm:}` of v3 is `${ssm.eu-west-1:}` in older files.
  const remote = Object.hasOwn(REMOTE, type.split('.')[0] ?? '') ? REMOTE[type.split('.')[0] ?? ''] : undefined;
  if (remote !== undefined) return unresolved(at, `${remote}, which is not asked; set the value locally`);
  const [near] = nearNames(type, KNOWN);
  const advice = near === undefined ? 'a plugin may bring it, so set the value locally' : `perhaps ${near} is meant`;
  return unresolved(at, `\${${type}:} is not a source of variables; ${advice}`);
}
