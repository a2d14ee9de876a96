import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createLogger, createMetrics, createService, type Metrics, type ServiceOptions } from '../src/index.ts';

/** A service with every log line kept. */
export interface TestService {
  readonly app: FastifyInstance;
  readonly metrics: Metrics;
  /** Parsed log lines, in order. */
  readonly lines: Record<string, unknown>[];
  /** Resolves with the first line, also one that is logged already, that the test asks for. */
  line(wanted: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
}

export function testService(options: Partial<ServiceOptions> = {}): TestService {
  const lines: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const destination = {
    write(text: string) {
      lines.push(JSON.parse(text));
      for (const wake of waiting) wake();
    },
  };
  const metrics = createMetrics('test');
  const logger = createLogger({ name: 'test', level: 'trace', destination });
  const app = createService({ name: 'test', logger, metrics, ...options });
  return {
    app,
    metrics,
    lines,
    line: (wanted) =>
      new Promise((resolve) => {
        const look = () => {
          const found = lines.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A connection on which a test writes bytes as it likes. */
export async function dial(app: FastifyInstance): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes until the other side closes. */
export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  return text;
}
