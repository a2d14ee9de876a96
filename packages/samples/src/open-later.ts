import type { SampleStore } from './sample-store.ts';

/** A store that is opened by its first use. */
export function openLater(open: () => Promise<SampleStore>): SampleStore {
  let opened: Promise<SampleStore> | undefined;
  const store = () => {
    opened ??= open();
    return opened;
  };
  return {
    put: async (key, bytes) => (await store()).put(key, bytes),
    stage: async (bytes) => (await store()).stage(bytes),
    size: async (key) => (await store()).size(key),
    open: async (key, range) => (await store()).open(key, range),
    read: async (key, maxBytes) => (await store()).read(key, maxBytes),
    link: async (key, expiresInS) => (await store()).link(key, expiresInS),
    delete: async (key) => (await store()).delete(key),
    deleteFolder: async (folder) => (await store()).deleteFolder(folder),
    sweepStaging: async (before) => (await store()).sweepStaging(before),
  };
}
