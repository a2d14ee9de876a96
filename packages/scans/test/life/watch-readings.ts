import { ScanItem } from '@assay/contracts';
import type { Table } from '@assay/table';
import { expect } from 'vitest';
import { readable } from '../../src/tell.ts';
import type { World } from '../world.ts';

/** How a reader saw the scans at every write of them. */
export interface Readings {
  readonly world: World;
  check(): void;
}

const ORDER = ['queued', 'in-progress', 'complete'];

/** The world with a witness at its table, who sees whether a scan ever went back to where readers had seen it before. */
export function watchReadings(world: World): Readings {
  const seen = new Map<string, { version: number; status: string }[]>();
  const witness = (table: Table): Table => {
    const send = async (command: { readonly input: { readonly Item?: unknown } }) => {
      const answer = await table.client.send(command as never);
      const scan = ScanItem.safeParse(command.input.Item);
      if (scan.success) {
        const { FileID, Version: version } = scan.data;
        seen.set(FileID, [...(seen.get(FileID) ?? []), { version, status: readable(scan.data) }]);
      }
      return answer;
    };
    return { name: table.name, client: { send: send as Table['client']['send'], destroy() {} } };
  };
  return {
    world: {
      ...world,
      process: (...options) => {
        const scans = world.process(...options);
        return { ...scans, table: witness(scans.table) };
      },
    },
    check() {
      for (const readings of seen.values()) {
        const places = readings
          .toSorted((one, other) => one.version - other.version)
          .map(({ status }) => ORDER.indexOf(status));
        expect(places, 'a scan never goes back').toEqual(places.toSorted());
      }
    },
  };
}
