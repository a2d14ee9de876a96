import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { eicar } from '../../src/eicar.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, upload } from './support/uploads.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
  await completed(system.api, await upload(system.api, eicar(), 'invoice of may.com'));
});

async function search(query: string): Promise<string[]> {
  const answer = await system.api.get(`/api/v1/search?query=${encodeURIComponent(query)}`);
  expect(answer.status).toBe(200);
  const { data } = (await answer.json()) as { data: { name: string }[] };
  return data.map(({ name }) => name);
}

/** What is scanned is found a moment later. */
async function untilFound(query: string): Promise<string[]> {
  for (;;) {
    const found = await search(query);
    if (found.length > 0) return found;
    await wait(50);
  }
}

describe('search in the whole system', () => {
  it.each(['invoice', 'clamav:eicar', 'verdict:malicious positives:2+', 'size:68 ls:1d+'])(
    '%j finds what was scanned',
    async (query) => {
      expect(await untilFound(query)).toEqual(['invoice of may.com']);
    },
  );

  it('is filled again by one command while the system works', async () => {
    const command = fileURLToPath(
      new URL('../../../../services/results-ingest/src/rebuild-search.ts', import.meta.url),
    );
    const env = join(system.data.search, 'rebuild.env');
    await promisify(execFile)(process.execPath, [`--env-file=${env}`, command, '--new'], {
      env: { PATH: process.env.PATH },
    });
    expect(await search('engines:eicar')).toEqual(['invoice of may.com']);
    await completed(system.api, await upload(system.api, Buffer.from('another file'), 'after.txt'));
    expect(await untilFound('name:after')).toEqual(['after.txt']);
  });
});
