import { type Api, ApiFault } from '@assay/cli';
import { expect } from 'vitest';

import { type Accepted, completed, download, freshFile, upload } from './uploads.ts';

const CLIENTS = 4;

/**
 * Several clients upload one file after the other, and each again until it was accepted, as people do. After a number
 * of them `act` is called once. It ends when there are enough accepted ones and `until` has resolved.
 */
export async function uploadUntil(
  api: Api,
  options: {
    atLeast: number;
    after: { accepted: number; act: () => unknown };
    until: () => Promise<unknown>;
  },
): Promise<Accepted[]> {
  const accepted: Accepted[] = [];
  let acted = false;
  let over = false;
  const act = async () => {
    acted = true;
    await options.after.act();
    await options.until();
    over = true;
  };
  let acting: Promise<void> = Promise.resolve();
  const client = async () => {
    while (!over || accepted.length < options.atLeast) {
      const content = freshFile();
      const one = await upload(api, content).catch(refused);
      if (one !== null) accepted.push(one);
      if (!acted && accepted.length >= options.after.accepted) acting = act();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await acting;
  return accepted;
}

/** While something is down a client may be refused or cut off; it must be told that it was not its own fault. */
function refused(fault: unknown): null {
  if (fault instanceof ApiFault) expect(fault.status).toBeGreaterThanOrEqual(500);
  return null;
}

/** Every accepted upload is there with its bytes, and its scan has come to an end with a verdict. */
export async function checkNothingLost(api: Api, accepted: readonly Accepted[]): Promise<void> {
  const scans = await Promise.all(accepted.map((one) => completed(api, one)));
  for (const scan of scans) {
    expect(scan.status).toBe('complete');
    expect(scan.engines_answered).toBe(scan.engines_expected);
  }
  for (const { sha256, content } of accepted) expect(await download(api, sha256)).toEqual(content);
}
