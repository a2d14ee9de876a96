const INTERRUPTED = 130;

/**
 * Aborts with the first SIGINT, SIGTERM or SIGHUP or, when wanted, with the end of standard input; `onTold` is called
 * then. A second Ctrl-C ends this process at once: the others end when their standard input does, and the next start
 * goes on where they were. Other signals are sent several times by whoever ends a whole group, and mean no impatience.
 */
export function untilToldToEnd(withStdin: boolean, onTold: () => void): AbortSignal {
  const told = new AbortController();
  const tell = () => {
    if (told.signal.aborted) return;
    onTold();
    told.abort();
  };
  process.on('SIGINT', () => {
    if (told.signal.aborted) process.exit(INTERRUPTED);
    tell();
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, tell);
  if (withStdin) process.stdin.once('end', tell).resume();
  return told.signal;
}
