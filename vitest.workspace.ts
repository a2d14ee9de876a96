import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * An ordinary configuration with one project per part, run as `vitest run --config vitest.workspace.ts`: a workspace
 * file on its own would run as one nameless project.
 */
const root = fileURLToPath(new URL('.', import.meta.url));

function parts(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`);
}

/** Tests of one part: beside its code, and in `test/` where they need other real programs. */
function unit(part: string) {
  return {
    test: {
      name: part.replace(/^(packages|services)\//, ''),
      root: `${root}${part}`,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'setup/**/*.test.ts'],
      exclude: ['test/system/**'],
      testTimeout: 30_000,
      hookTimeout: 120_000,
      // The files of a part share what they import, which takes longer than most tests; no test looks at what a module keeps.
      isolate: false,
    },
  };
}

/** Tests of the whole system through its public address; each file starts systems of its own, one file at a time. */
const system = {
  test: {
    name: 'system',
    root: `${root}packages/standalone`,
    include: ['test/system/**/*.test.ts'],
    fileParallelism: false,
    // After everything else, so that nothing runs beside a whole system.
    sequence: { groupOrder: 1 },
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
};

export default defineConfig({
  test: {
    projects: [...[...parts('packages'), ...parts('services')].map(unit), system],
    passWithNoTests: false,
    // Many files wait for real programs most of the time; one worker on two cores would wait with them.
    maxWorkers: 2,
  },
});
