import { expect, it } from 'vitest';
import { IngestAway, IngestRefusal } from './ingest-client.ts';
import { keepLease, LeaseLost } from './keep-lease.ts';

const now = () => new Date();
const soon = () => new Date(Date.now() + 1).toISOString();

/** A lease whose renewals are answered one after the other; the last answer is repeated. */
function lease(...answers: Array<() => { leaseUntil: string | null }>) {
  let asked = 0;
  const renew = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    return (answer as () => { leaseUntil: string | null })();
  };
  const kept = keepLease({ ingest: { renew }, claim: 'claim', leaseUntil: soon(), now });
  const lost = new Promise<unknown>((resolve) => kept.lost.addEventListener('abort', () => resolve(kept.lost.reason)));
  return { kept, lost, asked: () => asked };
}

it('is renewed for as long as it may be, and lost when results-ingest says so', async () => {
  const { lost, asked } = lease(
    () => ({ leaseUntil: soon() }),
    () => ({ leaseUntil: soon() }),
    () => ({ leaseUntil: null }),
  );
  await expect(lost).resolves.toBeInstanceOf(LeaseLost);
  expect(asked()).toBe(3);
});

it('is not lost because results-ingest is away', async () => {
  const { lost, asked } = lease(
    () => {
      throw new IngestAway('away');
    },
    () => ({ leaseUntil: null }),
  );
  await lost;
  expect(asked()).toBe(2);
});

it('is lost when the claim is refused', async () => {
  const { lost } = lease(() => {
    throw new IngestRefusal(403, 'not ours');
  });
  await expect(lost).resolves.toBeInstanceOf(LeaseLost);
});

it('is left alone when the scan is done', async () => {
  const { kept, asked } = lease(() => ({ leaseUntil: null }));
  kept.stop();
  expect(kept.lost.aborted).toBe(false);
  expect(asked()).toBe(0);
});
