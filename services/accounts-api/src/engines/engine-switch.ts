import type { EngineItem, EngineSwitch } from '@assay/contracts';
import type { z } from 'zod';

/** An operator's switch of an engine as the API shows it. */
export function engineSwitch(item: EngineItem): z.infer<typeof EngineSwitch> {
  const { Pool, Engine, Enabled, LastSeen } = item;
  return {
    data: {
      type: 'engine',
      id: `${Pool}/${Engine}`,
      attributes: { pool: Pool, engine: Engine, enabled: Enabled, last_seen: LastSeen },
    },
  };
}
