import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keyFor, shell, temporaryFolder } from './support/program.ts';

const nobody = keyFor('http://127.0.0.1:1');

it('a reader that closed the pipe makes nothing fine', async () => {
  const closed = `"${temporaryFolder()}/closed"`;
  const writer = `{ until [ -e ${closed} ]; do :; done; $ASSAY token; echo "ended with $?" >&2; }`;
  const { err } = await shell(`${writer} | { exec 0<&-; : > ${closed}; }`, nobody);
  expect(err).toBe('ended with 141\n');
});

it.runIf(existsSync('/dev/full'))('standard output that is full is an error, in one line', async () => {
  const { code, err } = await shell('$ASSAY token > /dev/full', nobody);
  expect([code, err]).toEqual([
    3,
    expect.stringMatching(/^assay: standard output could not be written: ENOSPC[^\n]*\n$/),
  ]);
});
