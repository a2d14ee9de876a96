import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type KeepSignatures, keepSignatures, type SignatureUpdates } from './keep-signatures.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-signatures-'));
const FAR_MS = 3_600_000;
let updates: SignatureUpdates | null = null;

afterEach(async () => {
  await updates?.stop();
  updates = null;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a shell script as the updater; every log line and change is an event. */
function keep(script: string, more: Partial<KeepSignatures> = {}): EventEmitter {
  const told = new EventEmitter();
  updates = keepSignatures({
    updater: '/bin/sh',
    args: ['-c', script],
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: FAR_MS,
    everyMs: FAR_MS,
    afterFailureMs: FAR_MS,
    onChanged: (version) => told.emit('changed', version),
    log: {
      info: (_message, fields) => told.emit('info', fields),
      warn: (_message, fields) => told.emit('warn', fields),
    },
    ...more,
  });
  return told;
}

describe('signatures', () => {
  it('that changed are told with their version', async () => {
    const [version] = await once(keep('echo changed 27001'), 'changed');
    expect(version).toBe('27001');
  });

  it('that did not change are told to nobody', async () => {
    const told = keep('echo unchanged 27001');
    told.once('changed', () => told.emit('info', 'wrong'));
    const [fields] = await once(told, 'info');
    expect(fields).toMatchObject({ what: 'unchanged', version: '27001' });
  });

  it.each([
    ['fails', 'echo unchanged 1; echo "no way out" >&2; exit 11', 'no way out'],
    ['fails and says nothing', 'echo "no way out" >&2; exit 11', 'no way out'],
    ['says nothing', 'true', 'did not say'],
  ])('are not changed by an updater that %s, and the reason is logged', async (_what, script, reason) => {
    const told = keep(script);
    told.once('changed', () => told.emit('warn', { reason: 'it was told all the same' }));
    const [fields] = await once(told, 'warn');
    expect(fields.reason).toContain(reason);
  });

  it('that changed in part before the updater failed are told, and the failure is logged', async () => {
    const told = keep('echo changed 2; echo "no more" >&2; exit 9');
    const [[fields], [version]] = await Promise.all([once(told, 'warn'), once(told, 'changed')]);
    expect(fields).toMatchObject({ reason: 'no more', version: '2' });
    expect(version).toBe('2');
  });

  it('that an updater changed before it was killed are told by the next one, which sees no change', async () => {
    const killed = join(folder, 'killed');
    const told = keep(`if [ -e ${killed} ]; then echo unchanged 3; else touch ${killed}; kill -9 $$; fi`, {
      afterFailureMs: 1,
    });
    const [version] = await once(told, 'changed');
    expect(version).toBe('3');
  });

  it('are tried again after a failure', async () => {
    const told = keep('exit 1', { afterFailureMs: 1 });
    await once(told, 'warn');
    await once(told, 'warn');
  });

  it('are given up when the updater hangs, and it is killed', async () => {
    const [fields] = await once(keep('exec sleep 918273', { timeoutMs: 50 }), 'warn');
    expect(fields.reason).not.toBe('');
  });

  it('are let alone when the system stops, also in the middle of an update', async () => {
    const told = keep('exec sleep 918274');
    let said = 0;
    told.on('warn', () => {
      said += 1;
    });
    await updates?.stop();
    expect(said).toBe(0);
  });
});
