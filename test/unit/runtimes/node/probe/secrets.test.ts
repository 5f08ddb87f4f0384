import { describe, expect, it } from 'vitest';
import { isSecretName, withoutSecrets } from '../../../../../src/runtimes/node/probe/secrets';

describe('secrets are known by their names', () => {
  it.each([
    'password',
    'DB_PASSWORD',
    'apiKey',
    'api_key',
    'sessionToken',
    'clientSecret',
    'privateKey',
    'Authorization',
  ])('%s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(['count', 'customers', 'keys', 'cache', 'region'])('and %s is none', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('secrets are known by what they look like', () => {
  it.each([
    ['postgres://app:hunter2@db:5432/orders', 'postgres://app:***@db:5432/orders'],
    ['user=app password=hunter2 dbname=orders', 'user=app password=*** dbname=orders'],
    ['AKIAIOSFODNN7EXAMPLE', '***'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijk', '***'],
    ['-----BEGIN RSA PRIVATE KEY-----', '***'],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '***'],
    ['Bearer abcdefghijklmnop', '***'],
    ['d41d8cd98f00b204e9800998ecf8427e', '***'],
    ['https://example.org/orders?customer=7', 'https://example.org/orders?customer=7'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:orders', 'arn:aws:lambda:eu-west-1:123456789012:function:orders'],
    ['the quick brown fox jumps over the lazy dog', 'the quick brown fox jumps over the lazy dog'],
  ])('%s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });
});
