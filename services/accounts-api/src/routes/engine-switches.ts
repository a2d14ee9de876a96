import { AssayError, EngineId, type EngineItem, operations, PoolName } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { deleteEngine, getEngine, setEngineEnabled } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { engineSwitch } from '../engines/engine-switch.ts';

/** Workers report their engines every few seconds; one that was reported so lately would come back at once. */
const SILENT_MS = 120_000;

/** An operator's hand on the catalogue, which otherwise only grows. */
export function engineSwitchRoutes(app: FastifyInstance, parts: AccountParts): void {
  const { gate, table, now } = parts;
  addOperation(app, gate, operations.updateEngine, async (call) => {
    const { enabled } = call.body;
    const { Pool, Engine } = await find(parts, call.params);
    const deed = { action: enabled ? 'engine.enable' : 'engine.disable', subject: `${Pool}/${Engine}` };
    await recordDeed(parts, call, deed, async () => {
      if (!(await setEngineEnabled(table, Pool, Engine, enabled))) throw notFound();
    });
    return engineSwitch(await find(parts, call.params));
  });

  addOperation(app, gate, operations.deleteEngine, async (call) => {
    const item = await find(parts, call.params);
    const deed = { action: 'engine.delete', subject: `${item.Pool}/${item.Engine}` };
    await recordDeed(parts, call, deed, async () => {
      const silentMs = now().getTime() - Date.parse(item.LastSeen);
      if (silentMs < SILENT_MS || !(await deleteEngine(table, item))) {
        throw new AssayError('conflict', 'A worker still reports this engine; take it away there, or disable it.');
      }
    });
    return engineSwitch(item);
  });
}

async function find(
  { table }: Pick<AccountParts, 'table'>,
  { pool, engine }: { pool: string; engine: string },
): Promise<EngineItem> {
  const named = PoolName.safeParse(pool).success && EngineId.safeParse(engine).success;
  const item = named ? await getEngine(table, pool, engine) : null;
  if (item === null) throw notFound();
  return item;
}

function notFound(): AssayError {
  return new AssayError('not-found', 'Engine not found.');
}
