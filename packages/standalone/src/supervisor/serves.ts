import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How often a process that starts is asked whether it serves. */
const ASK_EVERY_MS = 40;

/** Resolves when something accepts connections there. */
export function acceptsConnections(address: { path: string } | { host: string; port: number }) {
  return (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(address);
      const abort = () => socket.destroy(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      socket.once('close', () => signal.removeEventListener('abort', abort));
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
    });
}

/** Resolves when this URL answers with a success. */
export function answers(url: string) {
  return async (signal: AbortSignal): Promise<void> => {
    const answer = await fetch(url, { signal });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${body.slice(0, 500)}`);
  };
}

/** Asks again and again until it resolves; when the signal aborts, throws its reason with the last fault as cause. */
export async function untilServing(ask: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal): Promise<void> {
  let last: unknown;
  for (;;) {
    try {
      signal.throwIfAborted();
      await ask(signal);
      return;
    } catch (fault) {
      if (signal.aborted) {
        const reason = signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
        throw new Error(reason, { cause: last ?? fault });
      }
      last = fault;
    }
    await wait(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
