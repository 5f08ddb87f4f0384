import { ProblemList } from '../problemList';
import { Properties } from './properties';
import type { Template } from './template';

/** Resources that configure a function from outside: SAM writes the same as properties of the function. */
const COMPANIONS: Readonly<Record<string, string>> = {
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::EventInvokeConfig': 'FunctionName',
  'AWS::Lambda::Url': 'TargetFunctionArn',
};

type CompanionType = 'AWS::Lambda::Alias' | 'AWS::Lambda::EventInvokeConfig' | 'AWS::Lambda::Url';

/** Properties of the resources of one type that belong to the function of this name. */
export function companionsOf(
  template: Template,
  type: CompanionType,
  functionName: string,
  problems: ProblemList,
): Properties[] {
  const property = COMPANIONS[type] ?? '';
  return [...template.resources.values()].flatMap((resource) => {
    if (resource.type !== type) return [];
    if (resource.condition !== undefined && template.condition(resource.condition) === false) return [];
    const own = new ProblemList();
    const target = new Properties(template.evaluate(resource.properties), own).text(property)?.text;
    const belongs = target === functionName || target?.endsWith(`:function:${functionName}`) === true;
    return belongs ? [new Properties(template.evaluate(resource.properties), problems)] : [];
  });
}
