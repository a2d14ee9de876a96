import type { UserItem } from '@assay/contracts';
import {
  accountPartition,
  beginUserDeletion,
  changeUser,
  createUser,
  createWebhook,
  getFile,
  getUser,
  keysPartition,
  listAudit,
  listKeys,
  newUser,
  putApiKey,
  userDueShard,
  webhookKey,
} from '@assay/table';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { before } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import { answerAll, comeToRest, hosted, nextDue, sweepAll, UID, USER, uploadOf, type World } from '../test/world.ts';
import type { Submitted } from './begin.ts';
import { submit } from './submit.ts';

let world: World;

inEachWorld({ linux: [hosted('clamav')] }, async (made) => {
  world = made;
  await createUser(
    world.table,
    newUser({ userName: USER, accessLevel: 'user', passwordHash: 'x', email: 'a@example.org' }, world.clock.now),
  );
});

const DAY_S = 86_400;
const CONTENTS = ['one', 'two', 'three'];

async function uploadAll(): Promise<void> {
  for (const content of CONTENTS) await submit(world.process(), uploadOf(content));
  for (const _ of CONTENTS) await answerAll(world, 'linux');
  await comeToRest(world, 60);
}

const filesLeft = async () => {
  const files = await Promise.all(CONTENTS.map((content) => getFile(world.table, UID, uploadOf(content).sha256)));
  return files.filter((file) => file !== null).length;
};

describe('a user who is deleted', () => {
  beforeEach(async () => {
    await uploadAll();
    const token = 'a'.repeat(30);
    const key = { UserID: keysPartition(UID), FileID: token, Api: { ApiKey: token, AccessLevel: 'user' as const } };
    const none = { RevokedAt: null, ExpiresOn: null, Networks: [], LastUsedAt: null, ReplacedBy: null };
    const at = { CreatedAt: world.clock.now.toISOString() };
    await putApiKey(world.table, { ...key, ...none, ...at, Sealed: 'sealed', SealVersion: 1, Name: 'key' });
    const id = 'b'.repeat(32);
    const hook = {
      ...webhookKey(UID, id),
      WebhookID: id,
      Url: 'https://example.org',
      Events: ['scan.completed' as const],
    };
    await createWebhook(world.table, {
      ...hook,
      ...at,
      Enabled: true,
      Failures: 0,
      LastDelivery: null,
      Recent: [],
      Note: null,
      Version: 1,
    });
  });

  it('loses every file first, then everything else, and stays as a name', async () => {
    await beginUserDeletion(world.table, UID, world.clock.now);
    await sweepAll(world.process());
    expect(await getUser(world.table, UID)).toMatchObject({ State: 'deleting' });
    expect(await filesLeft()).toBe(0);
    await comeToRest(world, 3600);
    expect(await world.stored()).toEqual([]);
    const user = await getUser(world.table, UID);
    const gone: Partial<UserItem> = { State: 'deleted', Disabled: true, PasswordHash: '-', OpenId: null };
    expect(user).toMatchObject({ ...gone, UserName: USER, UserInfo: { Email: null, LastLogin: null } });
    expect((await listKeys(world.table, keysPartition(UID), '')).keys).toEqual([]);
    expect((await listKeys(world.table, accountPartition(UID), '')).keys).toHaveLength(1);
  });

  it('has an upload that was under way removed a day later', async () => {
    await beginUserDeletion(world.table, UID, world.clock.now);
    await comeToRest(world, 3600);
    await submit(world.process(), uploadOf('late'));
    await comeToRest(world);
    expect(await nextDue(world.table)).toBeNull();
    expect((await listKeys(world.table, UID, '')).keys).toEqual([]);
  });

  it.each([1, 3, 5, 8, 11])('is deleted although a process dies at write %i of it', async (atWrite) => {
    await beginUserDeletion(world.table, UID, world.clock.now);
    await sweepAll(world.process({ atWrite, kind: 'crash-after' })).catch(() => undefined);
    world.clock.advance(70);
    await sweepAll(world.process({ atWrite, kind: 'crash-before' })).catch(() => undefined);
    await comeToRest(world);
    expect(await getUser(world.table, UID)).toMatchObject({ State: 'deleted' });
    expect((await listKeys(world.table, UID, '')).keys).toEqual([]);
  });
});

describe('retention', () => {
  /** What accounts-api writes when the days of a user are changed. */
  async function keepFor(days: number | null): Promise<void> {
    await changeUser(world.table, UID, { RetentionDays: days });
    await world.table.client.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: { UserID: accountPartition(UID), FileID: '#user' },
        UpdateExpression: 'SET DueAt = :now, DueShard = :shard',
        ExpressionAttributeValues: { ':now': world.clock.now.toISOString(), ':shard': userDueShard(UID) },
      }),
    );
  }

  it('deletes files so many days after their last submission', async () => {
    await changeUser(world.table, UID, { RetentionDays: 30 });
    await uploadAll();
    await comeToRest(world, 29 * DAY_S);
    expect(await filesLeft()).toBe(3);
    world.clock.advance(29 * DAY_S);
    await submit(world.process(), uploadOf('two'));
    await answerAll(world, 'linux');
    await comeToRest(world, 2 * DAY_S);
    expect(await filesLeft()).toBe(1);
    await comeToRest(world);
    expect(await filesLeft()).toBe(0);
  });

  it.each([
    ['is found over', 'GetCommand', '#user'],
    ['ends with a write', 'PutCommand', uploadOf('one').sha256],
  ] as const)('never takes a file that is uploaded again while its time %s', async (_when, request, sortKey) => {
    await changeUser(world.table, UID, { RetentionDays: 30 });
    await submit(world.process(), uploadOf('one'));
    await answerAll(world, 'linux');
    await comeToRest(world, 60);
    world.clock.advance(31 * DAY_S);
    const scans = world.process();
    let accepted: Promise<Submitted> | null = null;
    const table = before(scans.table, request, sortKey, async () => {
      accepted ??= submit(world.process(), uploadOf('one'));
      await accepted;
    });
    await sweepAll({ ...scans, table });
    expect(await accepted).not.toBeNull();
    await answerAll(world, 'linux');
    await comeToRest(world, 29 * DAY_S);
    expect(await getFile(world.table, UID, uploadOf('one').sha256)).toMatchObject({ TimesSubmitted: 2, OpenScans: {} });
    const { items } = await listAudit(world.table, { action: 'file.expire' }, { limit: 10 });
    expect(items.filter(({ Outcome }) => Outcome === 'done').length, 'what the trail says was done').toBe(
      items.filter(({ Outcome }) => Outcome === 'refused').length,
    );
    await comeToRest(world);
    expect(await filesLeft()).toBe(0);
  });

  it('that is set, lengthened or ended later counts for files that are there', async () => {
    await uploadAll();
    expect(await nextDue(world.table)).toBeNull();
    await keepFor(10);
    await comeToRest(world, 60);
    await keepFor(20);
    await comeToRest(world, 15 * DAY_S);
    world.clock.advance(15 * DAY_S);
    expect(await filesLeft()).toBe(3);
    await keepFor(null);
    await comeToRest(world);
    expect(await filesLeft()).toBe(3);
  });
});
