import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});

const knownGood = async () => (await system.api.engines()).find(({ engine }) => engine === 'knowngood');

it('a list that is imported while everything runs makes its files harmless, and no others', async () => {
  expect(await knownGood()).toMatchObject({ available: true, signature_version: null });
  const ours = freshFile();
  const unknown = await completed(system.api, await upload(system.api, ours, 'ours.bin'));
  expect(unknown.verdict).toBe('undetected');

  const { data, plan } = system;
  const list = join(data.root, 'ours.sha256');
  const sha256 = createHash('sha256').update(ours).digest('hex');
  writeFileSync(list, `${sha256}  ours.bin\n`);
  const sets = join(data.engines, 'knowngood');
  const program = join(dirname(plan.engineHost), 'assay-known-good');
  execFileSync(program, ['import', '--data', sets, list, '--trusted', '--organization', 'Example']);
  await vi.waitFor(async () => expect((await knownGood())?.signature_version).toMatch(/^\d{8}\.[0-9a-f]{12}$/), 60_000);

  const known = await completed(system.api, await upload(system.api, ours, 'ours.bin'));
  expect(known.verdict).toBe('harmless');
  const answer = (await (await system.api.get(`/api/v3/files/${sha256}`)).json()) as {
    data: { attributes: { trusted_verdict: unknown; tags: string[] } };
  };
  expect(answer.data.attributes.trusted_verdict).toEqual({
    organization: 'Example',
    filename: 'ours.bin',
    verdict: 'goodware',
  });
  expect(answer.data.attributes.tags).toContain('trusted');
  const other = await completed(system.api, await upload(system.api, freshFile(), 'other.bin'));
  expect(other.verdict).toBe('undetected');
});
