import { expect, it } from 'vitest';
import { hostedEngine } from '../../test/fixtures.ts';
import { unsupportedReason } from './route-engine.ts';

const type = (tag: string | null) => ({ tag, mime: 'm', magic: 'm' });

it.each([
  ['everything', {}, 'pdf', true],
  ['everything, also what is not known', {}, null, true],
  ['what it accepts', { accepts: ['peexe', 'pdf'] }, 'pdf', true],
  ['nothing else', { accepts: ['peexe'] }, 'pdf', false],
  ['nothing unknown when it accepts certain types', { accepts: ['peexe'] }, null, false],
  ['nothing that it rejects', { rejects: ['pdf'] }, 'pdf', false],
  ['what is not known when it only rejects', { rejects: ['pdf'] }, null, true],
  ['nothing that it both accepts and rejects', { accepts: ['pdf'], rejects: ['pdf'] }, 'pdf', false],
] as const)('an engine takes %s', (_what, lists, tag, takes) => {
  const engine = hostedEngine({
    accepts: [...('accepts' in lists ? lists.accepts : [])],
    rejects: [...('rejects' in lists ? lists.rejects : [])],
  });
  expect(unsupportedReason(engine, { size: 1, type: type(tag) }) === null).toBe(takes);
});

it('takes samples up to its bound and none beyond', () => {
  const engine = hostedEngine({ max_bytes: 10 });
  expect(unsupportedReason(engine, { size: 10, type: null })).toBeNull();
  expect(unsupportedReason(engine, { size: 11, type: null })).toContain('11 bytes');
});
