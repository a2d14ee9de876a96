import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { eicar } from '../../src/eicar.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, download, freshFile, type Scan, upload } from './support/uploads.ts';

let system: TestSystem;
let scan: Scan;

beforeAll(async () => {
  system = await startTestSystem();
  scan = await completed(system.api, await upload(system.api, eicar(), 'eicar.com'));
});

const engineOf = (found: Scan, id: string) => found.engines.find(({ engine }) => engine === id);

describe('the test file that every scanner reports', () => {
  it.each(['clamav', 'yara'])('is malicious for %s, with a label and versions', (id) => {
    expect(engineOf(scan, id)).toMatchObject({ outcome: 'completed', verdict: 'malicious', label: expect.any(String) });
    expect(engineOf(scan, id)?.engine_version).toEqual(expect.any(String));
  });

  it('makes the whole file malicious', () => {
    expect(scan).toMatchObject({ status: 'complete', verdict: 'malicious', engines_answered: scan.engines_expected });
  });

  it('is looked at by every engine', () => {
    expect(scan.engines.map(({ engine }) => engine).sort()).toEqual(['clamav', 'filetype', 'knowngood', 'pe', 'yara']);
  });

  it.each(['md5', 'sha1', 'sha256'])('is read back by its %s', async (algorithm) => {
    const hash = createHash(algorithm).update(eicar()).digest('hex');
    const answer = (await (await system.api.get(`/api/v3/files/${hash}`)).json()) as {
      data: { attributes: { md5: string; last_analysis_stats: { malicious: number } } };
    };
    expect(answer.data.attributes.md5).toBe('44d88612fea8a8f36de82e1278abb02f');
    expect(answer.data.attributes.last_analysis_stats.malicious).toBe(2);
    expect(await download(system.api, hash)).toEqual(eicar());
  });

  it('leaves a harmless file undetected', async () => {
    const clean = await completed(system.api, await upload(system.api, freshFile()));
    expect(clean.verdict).toBe('undetected');
    expect(engineOf(clean, 'clamav')).toMatchObject({ outcome: 'completed', verdict: 'undetected', label: null });
  });
});
