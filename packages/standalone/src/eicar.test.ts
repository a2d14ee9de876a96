import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { eicar } from './eicar.ts';

it('the test file is the one that everybody agreed on', () => {
  expect(eicar().length).toBe(68);
  expect(createHash('md5').update(eicar()).digest('hex')).toBe('44d88612fea8a8f36de82e1278abb02f');
});
