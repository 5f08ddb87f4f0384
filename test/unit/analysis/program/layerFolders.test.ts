import { expect, test } from 'vitest';
import { LayerFolders } from '../../../../src/analysis/program/layerFolders';

const layers = new LayerFolders(
  ['/shop/common/python/shop/log.py', '/shop/layers/events/bus.py', '/shop/common/nodejs/log.js', '/shop/app/main.py'],
  '/shop',
);

test('modules of Python are looked for in the folders that become layers', () => {
  expect(layers.candidates('/shop/app/main.py', 'shop.log')).toContain('/shop/common/python/shop/log.py');
  expect(layers.candidates('/shop/app/main.py', 'bus')).toContain('/shop/layers/events/bus.py');
  expect(layers.candidates('/shop/app/main.py', 'main')).not.toContain('/shop/app/main.py');
});

test('modules of Node.js are looked for where Lambda unpacks layers', () => {
  expect(layers.candidates('/shop/app/main.js', '/opt/nodejs/log')).toContain('/shop/common/nodejs/log.js');
  expect(layers.candidates('/shop/app/main.js', 'log')).toEqual([]);
});
