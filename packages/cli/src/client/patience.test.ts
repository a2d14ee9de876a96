import { describe, expect, it } from 'vitest';
import { ApiFault } from './api-fault.ts';
import { LocalFault, type Patience, type Retry, retrying } from './patience.ts';

const QUICK: Patience = { attempts: 3, firstMs: 1, mostMs: 4, mostAskedMs: 10 };

/** How often a fault is tried that never goes away, and of which pauses was told. */
async function tried(fault: Error, patience: Patience = QUICK): Promise<{ times: number; told: Retry[] }> {
  const told: Retry[] = [];
  let times = 0;
  const attempt = () => {
    times += 1;
    return Promise.reject(fault);
  };
  const patient = { ...patience, onRetry: (retry: Retry) => void told.push(retry) };
  await expect(retrying(patient, undefined, attempt)).rejects.toBe(fault);
  return { times, told };
}

const answer = (status: number, code = 'TransientError', retryAfterS: number | null = null) =>
  new ApiFault(status, code, 'said', retryAfterS);

describe('tried again until patience ends', () => {
  it.each([408, 429, 502, 503, 504])('is an answer %i, with longer and longer pauses', async (status) => {
    const { times, told } = await tried(answer(status), { ...QUICK, attempts: 5 });
    expect(times).toBe(5);
    expect(told.map(({ pauseMs }) => pauseMs)).toEqual([1, 2, 4, 4]);
  });

  it('is a connection that was refused', async () => {
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    expect((await tried(refused)).times).toBe(3);
  });

  it('is what works the second time', async () => {
    let times = 0;
    const answered = await retrying(QUICK, undefined, async () => {
      times += 1;
      if (times === 1) throw answer(503);
      return 'done';
    });
    expect(answered).toBe('done');
  });
});

describe('tried once', () => {
  it.each([
    ['a refusal', answer(403, 'ForbiddenError')],
    ['a search that took Assay itself too long', answer(504, 'DeadlineExceededError')],
    ['a server that asks for a longer pause than anybody waits', answer(429, 'QuotaExceededError', 3600)],
    ['a fault of this machine', new LocalFault('the disk is full')],
    ['a fault that nobody knows', new Error('nobody knows')],
  ])('is %s', async (_what, fault) => {
    expect(await tried(fault)).toEqual({ times: 1, told: [] });
  });
});

it('ends in the middle of a pause when it is told to', async () => {
  const stop = new AbortController();
  const patience = { ...QUICK, firstMs: 600_000, mostMs: 600_000, onRetry: () => stop.abort() };
  await expect(retrying(patience, stop.signal, () => Promise.reject(answer(503)))).rejects.toThrow(/abort/i);
});
