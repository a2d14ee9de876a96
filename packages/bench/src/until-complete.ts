import type { Api } from '@assay/cli';

/** Resolves with the event that the scan is complete. */
export async function untilComplete(api: Api, scan: { sha256: string; scanId: string }): Promise<void> {
  for await (const _ of api.follow(scan.sha256, scan.scanId)) {
    // The last event is that the scan is complete.
  }
}
