import { describe, expect, it } from 'vitest';
import { parseFunctionName } from '../../../src/gateway/functionName';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:f';

describe('parseFunctionName', () => {
  it.each([
    ['f', undefined, 'f', undefined],
    ['f', '', 'f', undefined],
    ['f', 'live', 'f', 'live'],
    ['f:live', undefined, 'f', 'live'],
    ['f:live', 'live', 'f', 'live'],
    ['f%3A%24LATEST', undefined, 'f', '$LATEST'],
    ['a_b-C.9', undefined, 'a_b-C.9', undefined],
    ['function:f', undefined, 'f', undefined],
    ['123456789012:f', undefined, 'f', undefined],
    ['123456789012:function:f:3', undefined, 'f', '3'],
    ['eu-central-1:123456789012:function:f', undefined, 'f', undefined],
    [ARN, undefined, 'f', undefined],
    [ARN, '$LATEST', 'f', '$LATEST'],
    [encodeURIComponent(`${ARN}:live`), undefined, 'f', 'live'],
    ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f', undefined, 'f', undefined],
  ])('reads %s with %s', (form, query, name, qualifier) => {
    expect(parseFunctionName(form, query)).toEqual({ name, qualifier });
  });

  it.each([
    ['f!', undefined],
    ['f:a:b', undefined],
    ['f%20g', undefined],
    ['%', undefined],
    ['%ff', undefined],
    ['', ''],
    ['arn:aws:s3:::bucket/f', undefined],
    ['x'.repeat(65), undefined],
    ['123456789012:'.repeat(20), undefined],
  ])('refuses the name %s', (form, query) => {
    expect(() => parseFunctionName(form, query)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        statusCode: 400,
        message: expect.stringMatching(/ at 'functionName' failed to satisfy constraint: Member must /) as unknown,
      }) as Error,
    );
  });

  it.each(['a b', 'a:b', 'x'.repeat(129)])('refuses the qualifier %s', (qualifier) => {
    expect(() => parseFunctionName('f', qualifier)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: expect.stringContaining(`Value '${qualifier}' at 'qualifier'`) as unknown,
      }) as Error,
    );
  });

  it('refuses two different qualifiers', () => {
    expect(() => parseFunctionName('f:live', 'next')).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValueException',
        message: 'The derived qualifier from the function name does not match the specified qualifier.',
      }) as Error,
    );
  });
});
