import { recordOf, textOf, textsOf } from '../plainSettings';
import { member } from './evaluated';
import type { Evaluated } from './evaluated';
import { linkedTo, logicalIdOf, propertyOf, referenceOf } from './linkedEventSource';
import type { LinkedEventSource } from './linkedEventSource';
import { plainValue } from './plainValue';
import type { Resource } from './resources';
import type { Template } from './template';

/** Conditions of rules, by their field: the setting they become and where their values lie. */
const CONDITIONS: Readonly<Partial<Record<string, readonly [setting: string, configuration: string]>>> = {
  'host-header': ['Host', 'HostHeaderConfig'],
  'http-request-method': ['Method', 'HttpRequestMethodConfig'],
  'path-pattern': ['Path', 'PathPatternConfig'],
};

const MULTI_VALUE_HEADERS = 'lambda.multi_value_headers.enabled';

/** AWS::ElasticLoadBalancingV2::ListenerRule: what fits its conditions goes to the functions of its target group. */
export function listenerRuleEventSources(template: Template, rule: Resource): readonly LinkedEventSource[] {
  const listener = referenceOf(template, rule, 'ListenerArn');
  const conditions = itemsOf(propertyOf(template, rule, 'Conditions')).map((condition) =>
    recordOf(plainValue(condition)),
  );
  const settings = conditions.flatMap((condition) => {
    const known = CONDITIONS[textOf(condition['Field']) ?? ''];
    if (known === undefined) return [];
    const [setting, configuration] = known;
    return [[setting, textsOf(recordOf(condition[configuration])['Values'] ?? condition['Values'])] as const];
  });
  return forwarded(template, rule, 'Actions', {
    ...(listener !== undefined && { ListenerArn: listener }),
    ...Object.fromEntries(settings),
    Priority: plainValue(propertyOf(template, rule, 'Priority')),
  });
}

/** AWS::ElasticLoadBalancingV2::Listener: its default actions take what no rule does. */
export function listenerEventSources(template: Template, listener: Resource): readonly LinkedEventSource[] {
  return forwarded(template, listener, 'DefaultActions', { ListenerArn: listener.logicalId });
}

/** Of several target groups with weights the first that leads to a function counts. */
function forwarded(
  template: Template,
  resource: Resource,
  property: 'Actions' | 'DefaultActions',
  settings: Readonly<Record<string, unknown>>,
): readonly LinkedEventSource[] {
  const groups = itemsOf(propertyOf(template, resource, property)).flatMap((action) => {
    const configuration = member(action, 'ForwardConfig');
    const weighted = itemsOf(configuration && member(configuration, 'TargetGroups'));
    return [action, ...weighted].map((each) => logicalIdOf(member(each, 'TargetGroupArn')));
  });
  for (const id of groups) {
    const group = id === undefined ? undefined : template.resources.get(id);
    if (group === undefined || plainValue(propertyOf(template, group, 'TargetType')) !== 'lambda') continue;
    const [target] = itemsOf(propertyOf(template, group, 'Targets'));
    if (target === undefined) continue;
    const multiple = hasMultiValueHeaders(template, group) && { MultiValueHeaders: true };
    const found = linkedTo(member(target, 'Id'), resource.at, 'ALB', resource, {}, { ...settings, ...multiple });
    if (found.length > 0) return found;
  }
  return [];
}

function hasMultiValueHeaders(template: Template, group: Resource): boolean {
  return itemsOf(propertyOf(template, group, 'TargetGroupAttributes')).some((attribute) => {
    const { Key, Value } = recordOf(plainValue(attribute));
    return textOf(Key) === MULTI_VALUE_HEADERS && textOf(Value) === 'true';
  });
}

function itemsOf(value: Evaluated | undefined): readonly Evaluated[] {
  return value?.kind === 'list' ? value.items : [];
}
