import { ROUTES } from '@assay/contracts';
import { expect, it } from 'vitest';
import { startReportApi } from './start-report-api.ts';

it('answers the routes that the table gives to report-api, and no others', async () => {
  const api = await startReportApi();
  try {
    for (const route of ROUTES) {
      const url = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
      expect(`${route.method} ${route.path}: ${api.app.hasRoute({ method: route.method, url })}`).toBe(
        `${route.method} ${route.path}: ${route.service === 'report-api'}`,
      );
    }
    const printed = api.app.printRoutes({ commonPrefix: false });
    const registered = [...printed.matchAll(/\(([A-Z, ]+)\)/g)]
      .flatMap((match) => (match[1] ?? '').split(', '))
      .filter((method) => method !== 'HEAD');
    expect(registered).toHaveLength(ROUTES.filter((route) => route.service === 'report-api').length);
  } finally {
    await api.stop();
  }
});
