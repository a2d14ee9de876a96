import { afterEach, describe, expect, it } from 'vitest';
import { createOps, type ReadinessCheck } from './create-ops.ts';
import { createMetrics } from './metrics.ts';
import { runChecks } from './run-checks.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const ops of open.splice(0)) await ops.close();
});

function ops(checks: ReadinessCheck[]) {
  const made = createOps({ name: 'test', checks, registry: createMetrics('test').registry });
  open.push(made);
  return made;
}

const fails = () => Promise.reject(new Error('away'));
const works = () => Promise.resolve();

describe('readyz', () => {
  it.each([
    ['everything answers', [{ name: 'a', shared: false, check: works }], 200],
    ['a shared dependency is away', [{ name: 'a', shared: true, check: fails }], 200],
    [
      'something of this pod alone is away',
      [
        { name: 'a', shared: false, check: fails },
        { name: 'b', shared: true, check: works },
      ],
      503,
    ],
    [
      'a check throws at once',
      [
        {
          name: 'a',
          shared: false,
          check: () => {
            throw new Error('x');
          },
        },
      ],
      503,
    ],
    ['there is nothing to check', [], 200],
  ])('when %s is %#', async (_name, checks, status) => {
    const answer = await ops(checks).inject('/readyz');
    expect(answer.statusCode).toBe(status);
    expect(answer.json().checks.map((check: { name: string }) => check.name)).toEqual(
      checks.map((check) => check.name),
    );
    expect(answer.body).not.toContain('away');
  });

  it('reports what is away without failing on it', async () => {
    const answer = await ops([{ name: 'redis', shared: true, check: fails }]).inject('/readyz');
    expect(answer.json()).toEqual({
      service: 'test',
      status: 'ready',
      checks: [{ name: 'redis', shared: true, ok: false }],
    });
  });

  it('asks a dependency once, however many ask', async () => {
    let asked = 0;
    let answer = () => {};
    const check = () => {
      asked += 1;
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    const made = ops([{ name: 'a', shared: true, check }]);
    await made.ready();
    const requests = Promise.all([made.inject('/readyz'), made.inject('/readyz'), made.inject('/readyz')]);
    await expect.poll(() => asked).toBe(1);
    answer();
    expect((await requests).map((each) => each.statusCode)).toEqual([200, 200, 200]);
    expect(asked).toBe(1);
  });

  it('does not wait for ever, and tells the check that nobody waits', async () => {
    let aborted = false;
    const check = (signal: AbortSignal) =>
      new Promise<void>(() => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
      });
    expect(await runChecks([{ name: 'a', shared: false, check }], 1)).toEqual([
      { name: 'a', shared: false, ok: false },
    ]);
    expect(aborted).toBe(true);
  });
});

it('healthz answers whatever is away', async () => {
  expect((await ops([{ name: 'a', shared: false, check: fails }]).inject('/healthz')).statusCode).toBe(200);
});

it('metrics are Prometheus text, with the service in every one', async () => {
  const answer = await ops([]).inject('/metrics');
  expect(answer.headers['content-type']).toContain('text/plain');
  expect(answer.body).toMatch(
    /process_cpu_seconds_total\{service="test"\}|process_resident_memory_bytes\{service="test"\}/,
  );
});
