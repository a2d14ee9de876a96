import { changeFile, getFile } from '@assay/table';
import { expect, it } from 'vitest';
import { before } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import { answerAll, comeToRest, hosted, nextDue, sweepAll, UID, uploadOf, type World } from '../test/world.ts';
import { markFileDue } from './mark-file-due.ts';
import { submit } from './submit.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav')] }, (made) => {
  world = made;
});

const ONE = uploadOf('one');
const tag = (name: string) =>
  changeFile(world.table, UID, ONE.sha256, (file) =>
    file === null ? null : markFileDue({ ...file, UserTags: [name] }, world.clock.now),
  );

it('search knows a file before its scan has closed, and what was found as soon as it has', async () => {
  await submit(world.process(), ONE);
  await comeToRest(world, 6);
  expect(world.documents.get(ONE.sha256)).toMatchObject({ names: [ONE.filename], verdict: null });
  await answerAll(world, 'linux', () => ({ verdict: 'malicious', label: 'Eicar' }));
  await sweepAll(world.process());
  expect(world.documents.get(ONE.sha256)).toMatchObject({ verdict: 'malicious', malicious: 1 });
  expect(await nextDue(world.table)).toBeNull();
});

it('a change while the document is written is not lost', async () => {
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  const slow = world.process();
  let changed = false;
  const table = before(slow.table, 'GetCommand', `${ONE.sha256}#report`, async () => {
    if (!changed) await tag('late');
    changed = true;
  });
  await sweepAll({ ...slow, table });
  await comeToRest(world);
  expect(world.documents.get(ONE.sha256)?.tags).toContain('late');
});

it('an index that does not answer holds nothing up, and is written when it does', async () => {
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  const scans = world.process();
  const away = async () => Promise.reject(new Error('away'));
  world.clock.advance(1);
  await sweepAll({ ...scans, search: { put: away, putAll: away, remove: away } });
  expect(await getFile(world.table, UID, ONE.sha256)).toMatchObject({ Verdict: 'undetected' });
  await comeToRest(world);
  expect(world.documents.get(ONE.sha256)).toMatchObject({ verdict: 'undetected' });
});

it('without an index a file just leaves Due', async () => {
  await submit(world.process(), ONE);
  await answerAll(world, 'linux');
  world.clock.advance(10);
  await sweepAll({ ...world.process(), search: null });
  expect(await nextDue(world.table)).toBeNull();
  expect(world.documents.size).toBe(0);
});
