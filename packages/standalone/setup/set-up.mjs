import { installDevelopmentPython, installPython } from './install-python.mjs';
import { installSystemPackages, PRODUCT_PARTS, TEST_PARTS } from './install-system-packages.mjs';
import { installTools } from './install-tools.mjs';
import { installWorkspace } from './install-workspace.mjs';
import { bold, say, step } from './report.mjs';
import { alone } from './set-up-lock.mjs';

/** Everything that the product needs on this machine; with `tests`, also what its tests need. */
export async function setUp({ tests = false } = {}) {
  say(bold('Set-up'));
  await alone(async () => {
    await step('tools', installTools);
    await step('workspace', installWorkspace);
    await step('system packages', () => installSystemPackages(PRODUCT_PARTS));
    if (tests) await step('for tests', () => installSystemPackages(TEST_PARTS));
    await step('Python packages', installPython);
    if (tests) await step('for Python tests', installDevelopmentPython);
  });
}
