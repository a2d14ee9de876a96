/** Resolves with the first SIGINT, SIGTERM or SIGHUP or, when wanted, with the end of standard input. */
export function untilToldToEnd(withStdin: boolean): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    if (withStdin) process.stdin.once('end', () => resolve('end of standard input')).resume();
  });
}
