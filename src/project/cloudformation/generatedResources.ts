import type { Resource } from './resources';

/** Resources that SAM adds by themselves, and those that it names after a resource of the template. */
const IMPLICIT = /^Serverless(?:Rest|Http)Api(?:\w*(?:Stage|Deployment\w*))?$/;
const SUFFIX =
  /^(?:\.\w+|Role|Url|UrlPublicPermissions|Alias\w+|Version\w*|EventInvokeConfig\w*|Deployment\w*|\w*(?:Stage|Permission\w*|Queue|Role))$/;

/** Whether SAM makes a resource of this name when it deploys, so that a template may refer to it without declaring it. */
export function madeBySam(name: string, resources: ReadonlyMap<string, Resource>): boolean {
  if (IMPLICIT.test(name)) return true;
  // Each prefix of the name, because a template may have thousands of resources and as many references.
  for (let end = name.length - 1; end > 0; end -= 1) {
    const type = resources.get(name.slice(0, end))?.type;
    if (type?.startsWith('AWS::Serverless::') === true && SUFFIX.test(name.slice(end))) return true;
  }
  return false;
}
