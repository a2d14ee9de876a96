import { expect, it } from 'vitest';
import { before } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import { answerAll, hosted, UID, uploadOf, type World } from '../test/world.ts';
import { readScan } from './read-scan.ts';
import { submit } from './submit.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav'), hosted('yara', { kind: 'rules' })] }, (made) => {
  world = made;
});

const ONE = uploadOf('one');

it.each([
  ['the scan was read and before its file', (_: string) => ONE.sha256],
  ['its answers were read and before the scan', (scanId: string) => `${ONE.sha256}#scan#${scanId}`],
])('a scan that closes after %s is there, complete and with every answer', async (_, last) => {
  const { scanId } = await submit(world.process(), ONE);
  let open = true;
  const table = before(world.table, 'GetCommand', last(scanId), async () => {
    if (open) await answerAll(world, 'linux');
    open = false;
  });
  const scan = await readScan({ table }, UID, ONE.sha256, scanId);
  expect(open).toBe(false);
  expect(scan).toMatchObject({
    status: 'complete',
    engines: [{ outcome: 'completed' }, { outcome: 'completed' }],
  });
});
