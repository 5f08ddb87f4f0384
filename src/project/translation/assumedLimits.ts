import type { FunctionConfiguration } from '../../lambda/functionConfiguration';
import type { Entry } from '../cloudformation/evaluated';

type Limits = Pick<FunctionConfiguration, 'memorySize' | 'timeout'>;

/**
 * A limit that is written and cannot be used becomes what the tool assumes, not what Lambda would. `properties` are in
 * SAM's words; the memory size is in MB, the timeout in seconds.
 */
export function assumedLimits(properties: ReadonlyMap<string, Entry>, limits: Limits): Partial<Limits> {
  const isNumber = (name: string): boolean => {
    const value = properties.get(name)?.value;
    return value?.kind === 'scalar' && value.text.trim() !== '' && !Number.isNaN(Number(value.text));
  };
  return {
    ...(isNumber('MemorySize') ? {} : { memorySize: limits.memorySize }),
    ...(isNumber('Timeout') ? {} : { timeout: limits.timeout }),
  };
}
