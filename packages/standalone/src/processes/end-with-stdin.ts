/** Closes and exits on SIGTERM and SIGINT, and when standard input ends: then the supervisor is dead. */
export function endWithStdin(close: () => Promise<void>): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    void close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  // Ctrl-C reaches every process of the terminal; the supervisor decides in which order they end.
  process.on('SIGINT', () => undefined);
  process.stdin.once('end', end).once('close', end).resume();
}
