import { describe, expect, it } from 'vitest';
import { parseHandlerString } from '../../../../../src/runtimes/node/client/handlerString';

describe('a handler string', () => {
  it.for([
    ['index.handler', '', 'index', 'handler'],
    ['src/app.run', 'src', 'app', 'run'],
    ['a/b/c.handler', 'a/b', 'c', 'handler'],
    ['./a/c.handler', './a', 'c', 'handler'],
    ['a.b/c.handler', 'a.b', 'c', 'handler'],
    ['index.a.b.handler', '', 'index', 'a.b.handler'],
    ['/opt/nodejs/shared.handler', '/opt/nodejs', 'shared', 'handler'],
    ['/shared.handler', '/', 'shared', 'handler'],
    ['index.', '', 'index', ''],
  ])('%s', ([text = '', folder, module, properties]) => {
    const name = parseHandlerString(text, 'promise');
    expect([name.folder, name.module, name.properties.join('.')]).toEqual([folder, module, properties]);
  });

  it.for([
    ['index', 'Bad handler'],
    ['src.d/index', 'Bad handler'],
    [
      '../index.handler',
      "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    ],
    [
      'index..handler',
      "'index..handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    ],
  ])('%s is malformed', ([text = '', message]) => {
    for (const rules of ['callback', 'promise'] as const) {
      expect(() => parseHandlerString(text, rules)).toThrow(
        expect.objectContaining({ name: 'Runtime.MalformedHandlerName', message }),
      );
    }
  });
});
