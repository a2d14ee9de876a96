import { startMinistack, startMoto } from '@assay/events/testing';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysOfKms } from '../src/kms-keys.ts';
import { openSealer } from '../src/open-sealer.ts';
import { API_KEY } from '../src/record-kinds.ts';
import { createSealer } from '../src/sealer.ts';
import { apiKeyRecord as record, sealerContract } from './sealer-contract.ts';

const at = (endpoint: string) => ({
  region: 'eu-central-1',
  endpoint,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

async function newKey(endpoint: string): Promise<string> {
  const client = new KMSClient(at(endpoint));
  const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
  client.destroy();
  return KeyMetadata?.KeyId ?? '';
}

sealerContract('a key of KMS (MiniStack)', async () => {
  // MiniStack opens with any of its keys, so the other key is of another one.
  const [one, other] = await Promise.all([startMinistack(), startMinistack()]);
  return {
    sealer: await openSealer(`kms:${await newKey(one.endpoint)}`, at(one.endpoint)),
    another: await openSealer(`kms:${await newKey(other.endpoint)}`, at(other.endpoint)),
    stop: async () => {
      await Promise.all([one.stop(), other.stop()]);
    },
  };
});

describe('a key of KMS', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  /** KMS, with what it was asked; `away` makes it fail. */
  function counted() {
    const client = new KMSClient(at(moto.endpoint));
    const calls: string[] = [];
    const state = { away: false };
    const send = (command: { constructor: { name: string } }) => {
      calls.push(command.constructor.name);
      return state.away ? Promise.reject(new Error('connect ECONNREFUSED')) : client.send(command as never);
    };
    return { client: { send } as unknown as KMSClient, calls, state };
  }

  it('opens in every process what one has sealed, named by its id or its ARN', async () => {
    const id = await newKey(moto.endpoint);
    const sealed = await (await openSealer(`kms:${id}`, at(moto.endpoint))).seal(API_KEY, record, 1, null);
    const arn = `kms:arn:aws:kms:eu-central-1:123456789012:key/${id}`;
    expect(await (await openSealer(arn, at(moto.endpoint))).open(API_KEY, sealed, record)).toMatchObject({ record });
  });

  it('does not open what another key has wrapped, and says who is to blame', async () => {
    const [one, other] = [await newKey(moto.endpoint), await newKey(moto.endpoint)];
    const sealed = await (await openSealer(`kms:${one}`, at(moto.endpoint))).seal(API_KEY, record, 1, null);
    const sealer = await openSealer(`kms:${other}`, at(moto.endpoint));
    await expect(sealer.open(API_KEY, sealed, record)).rejects.toMatchObject({ kind: 'internal' });
  });

  it('that is not there stops the start', async () => {
    const nobody = 'kms:00000000-0000-0000-0000-000000000000';
    await expect(openSealer(nobody, at(moto.endpoint))).rejects.toMatchObject({ kind: 'internal' });
    await expect(openSealer('kms:any', at('http://127.0.0.1:9'))).rejects.toMatchObject({ kind: 'transient' });
  });

  it('is asked once for all that one data key has sealed, and again after an hour', async () => {
    let now = 0;
    const id = await newKey(moto.endpoint);
    const sealer = createSealer(await keysOfKms(counted().client, id));
    const sealed = await Promise.all([1, 2, 3].map((version) => sealer.seal(API_KEY, record, version, null)));
    const { client, calls } = counted();
    const other = createSealer(await keysOfKms(client, id, () => now));
    await Promise.all(sealed.map((text) => other.open(API_KEY, text, record)));
    for (const text of sealed) expect(await other.open(API_KEY, text, record)).not.toBeNull();
    expect(calls).toEqual(['GenerateDataKeyCommand', 'DecryptCommand']);
    now += 3_600_000;
    const [before, after] = [sealed[0] ?? '', await other.seal(API_KEY, record, 1, null)];
    expect(await other.open(API_KEY, before, record)).not.toBeNull();
    expect(await other.open(API_KEY, after, record)).not.toBeNull();
    expect(calls.slice(2)).toEqual(['GenerateDataKeyCommand', 'DecryptCommand']);
  });

  it('may be away: the data key at hand goes on, and what is not at hand is not said to be wrong', async () => {
    let now = 0;
    const id = await newKey(moto.endpoint);
    const foreign = await createSealer(await keysOfKms(counted().client, id)).seal(API_KEY, record, 1, null);
    const { client, calls, state } = counted();
    const sealer = createSealer(await keysOfKms(client, id, () => now));
    state.away = true;
    now += 3_600_000 - 1;
    await expect(sealer.open(API_KEY, foreign, record)).rejects.toMatchObject({ kind: 'transient' });
    const sealed = await sealer.seal(API_KEY, record, 1, null);
    now += 1;
    await sealer.seal(API_KEY, record, 1, null);
    await sealer.seal(API_KEY, record, 1, null);
    state.away = false;
    expect(calls).toEqual(['GenerateDataKeyCommand', 'DecryptCommand', 'GenerateDataKeyCommand']);
    now += 60_000;
    const renewed = await sealer.seal(API_KEY, record, 1, null);
    expect(renewed.split('.')[1]).not.toBe(sealed.split('.')[1]);
    for (const text of [foreign, sealed, renewed]) expect(await sealer.open(API_KEY, text, record)).not.toBeNull();
  });
});
