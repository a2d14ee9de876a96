import { addOpenOperation, addOperation, createLogger, createMetrics, createService } from '@assay/service-kit';
import { type GateOptions, sessionCookie } from '../../src/index.ts';
import { openGate } from '../gates.ts';
import type { KeyStores } from '../key-stores.ts';
import { ABOUT, MANAGE, READ, UPLOAD, WRITE } from '../operations.ts';

/** Where a browser thinks it is. */
export const ORIGIN = 'https://assay.test';

/** The paths of operations, under `/api/v1`. */
const SERVED = { read: READ, write: WRITE, upload: UPLOAD, manage: MANAGE } as const;

/** A service behind the gate, which answers who calls. */
export function startHttp(stores: KeyStores, options: Partial<GateOptions> = {}, trustProxy?: string[]) {
  const gate = openGate(stores, options);
  const app = createService({
    name: 'test',
    logger: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics('test'),
    publicUrl: ORIGIN,
    trustProxy,
  });
  for (const [name, operation] of Object.entries(SERVED)) {
    addOperation(app, gate, { ...operation, path: `/${name}` }, ({ caller }) => caller);
  }
  addOpenOperation(app, gate, { ...ABOUT, path: '/about' }, () => ({}));
  return app;
}

export const cookie = (secret: string) => ({ cookie: sessionCookie(ORIGIN, secret).split(';')[0] ?? '' });
