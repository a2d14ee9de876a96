import { ROUTES } from '@assay/contracts';
import { expect, it } from 'vitest';
import { startUploadApi } from './start-upload-api.ts';

it('answers the routes that the table gives to upload-api, and no others', async () => {
  const api = await startUploadApi();
  try {
    for (const route of ROUTES) {
      const url = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
      expect(`${route.method} ${route.path}: ${api.app.hasRoute({ method: route.method, url })}`).toBe(
        `${route.method} ${route.path}: ${route.service === 'upload-api'}`,
      );
    }
    const printed = api.app.printRoutes({ commonPrefix: false });
    const registered = [...printed.matchAll(/\(([A-Z, ]+)\)/g)].flatMap((match) => (match[1] ?? '').split(', '));
    // HEAD stands beside each GET.
    expect(registered.filter((method) => method !== 'HEAD')).toHaveLength(
      ROUTES.filter((route) => route.service === 'upload-api').length,
    );
  } finally {
    await api.stop();
  }
});
