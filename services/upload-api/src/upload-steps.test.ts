import { AssayError } from '@assay/contracts';
import { describe, expect, it, vi } from 'vitest';
import { createUploadSteps } from './upload-steps.ts';

describe('the steps of an upload', () => {
  it('name the step that failed, keep what the cause says and report it once', async () => {
    const report = vi.fn();
    const steps = createUploadSteps(report);
    const error = await steps
      .run('record', () =>
        steps.run('store', async () => {
          throw new AssayError('too-large', 'Too large.', { internal: 'inside', retryAfterS: 3 });
        }),
      )
      .catch((caught) => caught);
    expect(error).toMatchObject({
      status: 413,
      message: 'step store failed: Too large.',
      internal: 'inside',
      retryAfterS: 3,
    });
    expect(report).toHaveBeenCalledTimes(1);
    expect(report).toHaveBeenCalledWith('store', error);
  });

  it('make what a store throws a 503 that says nothing of its insides', () => {
    const error = createUploadSteps(() => {}).failed('store', new Error('EACCES /var/lib/secret'));
    expect(error).toMatchObject({ status: 503, internal: 'EACCES /var/lib/secret' });
    expect(error.message).not.toContain('secret');
    expect(error.retryAfterS).toBeGreaterThan(0);
  });
});
