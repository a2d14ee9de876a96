import { getScan, type Table } from '@assay/table';
import type { ScanKey } from './scans.ts';

/** Knows, cheaply and nearly, whether a user already has more open scans than a share. */
export interface Share {
  /** True when the scans begun here by this user and not seen complete are more than the share. */
  exceeded(userId: string): Promise<boolean>;
  began(scan: ScanKey): void;
}

/** Most scans looked at for one question, so that an upload never waits for more than these reads. */
const LOOKS = 4;

/**
 * Remembers the scans that this process began, oldest first, and asks the table about the oldest ones only when
 * there are more than `scans`. Each process counts its own: with several of them a share is that much larger.
 */
export function createShare(table: Table, scans: number): Share {
  const open = new Map<string, ScanKey[]>();
  return {
    async exceeded(userId) {
      const mine = open.get(userId) ?? [];
      for (let look = 0; look < LOOKS && mine.length > scans; look += 1) {
        const oldest = mine[0];
        if (oldest === undefined) break;
        const scan = await getScan(table, oldest.userId, oldest.sha256, oldest.scanId);
        if (scan !== null && scan.Status !== 'complete') return true;
        if (mine[0] === oldest) mine.shift();
      }
      return mine.length > scans;
    },
    began(scan) {
      const mine = open.get(scan.userId) ?? [];
      mine.push(scan);
      // Bounded: beyond ten shares the oldest are forgotten, the newest decide.
      if (mine.length > scans * 10) mine.shift();
      open.set(scan.userId, mine);
    },
  };
}
