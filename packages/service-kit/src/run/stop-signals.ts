/** Calls `stop` once: at SIGTERM, SIGINT, or when whoever started the process is gone. */
export function onStopSignal(stop: (reason: string) => void, exitWithStdin: boolean): void {
  let interrupts = 0;
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => {
    interrupts += 1;
    // Who presses Ctrl-C again does not want to wait for requests to end.
    if (interrupts > 1) process.exit(130);
    stop('SIGINT');
  });
  if (!exitWithStdin) return;
  process.stdin.once('end', () => stop('standard input ended'));
  process.stdin.once('error', () => stop('standard input failed'));
  process.stdin.resume();
}
