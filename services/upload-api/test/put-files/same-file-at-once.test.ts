import { createHash } from 'node:crypto';
import { AssayError } from '@assay/contracts';
import { getFile } from '@assay/table';
import { filePart } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { startUploadApi } from '../start-upload-api.ts';

it.each([
  ['held', 1000],
  ['staged', 1],
])(
  'keeps the object of an accepted upload when another upload of the same %s file fails beside it',
  async (_kind, maxHeldBytes) => {
    // Of those that come to be recorded the first, the fourth and the last fail, after their bytes are stored.
    let recorded = 0;
    const api = await startUploadApi({ maxHeldBytes }, (parts) => ({
      ...parts,
      scans: {
        ...parts.scans,
        share: {
          ...parts.scans.share,
          async exceeded(userId) {
            recorded += 1;
            if ([1, 4, 6].includes(recorded)) throw new AssayError('transient');
            return parts.scans.share.exceeded(userId);
          },
        },
      },
    }));
    try {
      const answers = await Promise.all(Array.from({ length: 6 }, () => api.put([filePart('the same')])));
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 503, 503, 503]);
      const sha256 = createHash('sha256').update('the same').digest('hex');
      const file = await getFile(api.backends.table.table, api.account.userId, sha256);
      expect(file).toMatchObject({ TimesSubmitted: 3 });
      expect(await api.backends.samples.size(file?.ObjectKey ?? '')).toBe(8);
      expect(await api.backends.stored()).toHaveLength(1);
    } finally {
      await api.stop();
    }
  },
);
