import { MAX_NESTING } from '@assay/contracts';
import { expect, it } from 'vitest';
import { versions } from '../../test/fixtures.ts';
import { readMessage } from './read-message.ts';

const error = { op: 'error', id: 'run', outcome: 'failure', message: 'm', versions, duration_ms: 1 };

it.each([
  ['what is not JSON', '{"op":"error","id":"run",'],
  ['NaN', '{"op":"error","id":"run","duration_ms":NaN}'],
  ['a field too many', JSON.stringify({ ...error, extra: 1 })],
  ['a verdict that is none', '{"op":"result","id":"run","verdict":"clean"}'],
  ['an operation that is none', '{"op":"shutdown","id":"run"}'],
])('%s is rubbish of its run', (_what, line) => {
  expect(readMessage(Buffer.from(line))).toEqual({ rubbish: expect.any(String), id: 'run' });
});

it.each([MAX_NESTING + 1, 500, 1500, 2000, 5000, 1_000_000])(
  'a line with %i levels of arrays is rubbish of its run, and does not end the worker',
  (levels) => {
    const said = '['.repeat(levels - 2) + ']'.repeat(levels - 2);
    const line = `{"op":"result","id":"run","sha256":"${'a'.repeat(64)}","verdict":null,"label":null,"attributes":{"said":${said}},"duration_ms":1,"versions":${JSON.stringify(versions)}}`;
    expect(readMessage(Buffer.from(line))).toEqual({ rubbish: expect.stringContaining('too deeply'), id: 'run' });
  },
);

it('a line with as many levels as are allowed is a message', () => {
  const said = JSON.parse('['.repeat(MAX_NESTING - 2) + ']'.repeat(MAX_NESTING - 2)) as unknown;
  const result = { op: 'result', id: 'run', sha256: 'a'.repeat(64), verdict: null, label: null, versions };
  const message = { ...result, duration_ms: 1, attributes: { said } };
  expect(readMessage(Buffer.from(JSON.stringify(message)))).toEqual({ message });
});

it('makes half surrogate pairs into something that can be stored', () => {
  const heard = readMessage(Buffer.from(JSON.stringify(error).replace('"m"', '"a\\ud800b"')));
  expect(heard).toEqual({ message: { ...error, message: 'a\ufffdb' } });
});

it('mends the names of attributes, so that a hostile sample costs no engine its answer', () => {
  const attributes = '{"__proto__":{"polluted":true},"magic":{"a\\ud800":1,"__proto__":2}}';
  const result = { op: 'result', id: 'run', sha256: 'a'.repeat(64), verdict: null, label: null, versions };
  const line = JSON.stringify({ ...result, duration_ms: 1 }).replace('{', `{"attributes":${attributes},`);
  const heard = readMessage(Buffer.from(line));
  expect(heard).toMatchObject({ message: { attributes: { magic: { 'a\ufffd': 1 } } } });
  expect(JSON.stringify(heard)).not.toContain('__proto__');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
