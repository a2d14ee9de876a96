import { changeFile } from '@assay/table';
import type { SearchApi } from '../start-search.ts';

/** Begins the deletion of a file without telling the index. */
export async function beginDeletion(api: SearchApi, sha256: string): Promise<void> {
  await changeFile(api.backends.scans.table, api.account.userId, sha256, (file) =>
    file === null ? null : { ...file, State: 'deleting' },
  );
}
