import { fileItemsOf } from '@assay/test-backends';
import { expect } from 'vitest';
import type { UploadApi } from './start-upload-api.ts';

/** Neither the store nor the table has anything of a failed upload. */
export async function expectNothingLeft({ backends, account }: UploadApi): Promise<void> {
  expect(await backends.stored()).toEqual([]);
  expect(await fileItemsOf(backends, account.userId)).toEqual([]);
}

/**
 * The same for an upload that got as far as its object's name. The reservation of the name stays, and nothing else: it
 * says which SHA-256 the name belongs to and nothing of a file, and to take it back could give the name away twice.
 */
export async function expectOnlyNameLeft({ backends, account }: UploadApi): Promise<void> {
  expect(await backends.stored()).toEqual([]);
  const items = await fileItemsOf(backends, account.userId);
  expect(items.filter((item) => !item.startsWith('#object#'))).toEqual([]);
}
