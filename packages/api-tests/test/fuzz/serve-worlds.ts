import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api } from '../support/start-api.ts';
import { makeWorld, type World } from './make-world.ts';

/** What the fuzzer asks for a caller: `GET /world` is the present one, `POST /world` a new one. */
export interface Worlds {
  readonly url: string;
  /** Every one that was made. */
  readonly made: readonly World[];
  stop(): Promise<void>;
}

export async function serveWorlds(api: Api): Promise<Worlds> {
  const made: World[] = [await makeWorld(api)];
  let making: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    if (request.method === 'POST') making = making.catch(() => {}).then(async () => made.push(await makeWorld(api)));
    making.then(
      () => {
        const { jwt, known } = made.at(-1) as World;
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ jwt, known }));
      },
      (fault: Error) => {
        // The fuzzer says no more than the status.
        process.stderr.write(`no world could be made: ${fault.stack}\n`);
        response.statusCode = 500;
        response.end(String(fault));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/world`,
    made,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
