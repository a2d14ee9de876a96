import { VoteList, VoteObject } from '@assay/contracts';
import { changeFile, putVote, readFileItem, voteKey } from '@assay/table';
import { playScan } from '@assay/test-backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ReportApi, startReportApi } from '../start-report-api.ts';

let api: ReportApi;
beforeAll(async () => {
  api = await startReportApi();
});
afterAll(() => api?.stop());

const body = (verdict: string) => ({ data: { type: 'vote', attributes: { verdict } } });

it('votes of all who may read a file are counted, and make its reputation', async () => {
  const { sha256 } = await api.upload('voted');
  await playScan(api.backends);
  const voters = [api.account, await api.reader('analyst'), await api.reader('analyst'), await api.reader('admin')];
  const verdicts = ['malicious', 'malicious', 'harmless', 'malicious'];
  const answers = await Promise.all(
    voters.map((as, at) => api.send('POST', `/api/v3/files/${sha256}/votes`, body(verdicts[at] ?? ''), as)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const mine = VoteObject.parse(await answers[0]?.json()).data;
  expect(mine).toMatchObject({
    id: `f-${sha256}-${api.account.userName}`,
    attributes: { value: -1, verdict: 'malicious' },
  });

  const { attributes } = (await api.json(`/api/v3/files/${sha256}`)).data;
  expect(attributes).toMatchObject({ reputation: -2, total_votes: { harmless: 1, malicious: 3 } });
  expect(attributes.last_modification_date).toBeGreaterThanOrEqual(mine.attributes.date ?? Number.POSITIVE_INFINITY);

  const seen: string[] = [];
  let next: string | undefined = `${api.origin}/api/v3/files/${sha256}/votes?limit=3`;
  while (next !== undefined) {
    const page: ReturnType<typeof VoteList.parse> = VoteList.parse(await api.json(next.slice(api.origin.length)));
    expect([page.meta.count, page.links.self]).toEqual([4, next]);
    seen.push(...page.data.map(({ id }) => id));
    next = page.links.next;
  }
  expect(seen).toEqual(voters.map(({ userName }) => `f-${sha256}-${userName}`).sort());
  expect((await api.json(`/api/v3/votes/${mine.id}`)).data).toEqual(mine);
  expect((await api.json(`/api/v3/files/${sha256}/user_votes`)).data).toEqual([mine]);
});

it('a vote leaves the file in Due, so that search learns of it', async () => {
  const { sha256 } = await api.upload('due');
  await playScan(api.backends);
  const { table } = api.backends.scans;
  const uid = api.account.userId;
  await changeFile(table, uid, sha256, (item) => {
    if (item === null) return null;
    const { DueAt: _at, DueShard: _shard, ...rest } = item;
    return rest;
  });
  await api.send('POST', `/api/v1/files/${sha256}/votes`, body('harmless'));
  expect(await readFileItem(table, uid, sha256)).toMatchObject({ DueAt: expect.any(String) });
});

it('a count that was never written is made up for by the next try', async () => {
  const { sha256 } = await api.upload('died between');
  const { table } = api.backends.scans;
  const uid = api.account.userId;
  const vote = {
    ...voteKey(uid, sha256, api.account.userName),
    SHA256: sha256,
    Voter: api.account.userName,
    Verdict: 'malicious' as const,
    CreatedAt: new Date().toISOString(),
  };
  await putVote(table, vote);
  expect((await api.json(`/api/v3/files/${sha256}`)).data.attributes.reputation).toBe(0);
  expect((await api.send('POST', `/api/v3/files/${sha256}/votes`, body('malicious'))).status).toBe(409);
  expect((await api.json(`/api/v3/files/${sha256}`)).data.attributes.reputation).toBe(-1);
});
