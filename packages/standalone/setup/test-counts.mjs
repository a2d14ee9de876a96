/** What vitest's JSON reporter counted. */
export function countVitest(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + filesThatDidNotLoad(report),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** A file that could not even be loaded holds no failed test; it counts as one. */
function filesThatDidNotLoad(report) {
  return report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}

/** What pytest counted, from its JUnit file. */
export function countJunit(xml) {
  const suites = xml.match(/<testsuite\s[^>]*>/g) ?? [];
  if (suites.length === 0) throw new Error('no testsuite element');
  const total = (name) => suites.reduce((sum, suite) => sum + Number(suite.match(`\\s${name}="(\\d+)"`)?.[1] ?? 0), 0);
  const failed = total('failures') + total('errors');
  return { passed: total('tests') - failed - total('skipped'), failed, skipped: total('skipped') };
}
