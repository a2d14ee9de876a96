#!/bin/sh
# Runs a program that knows nothing of its supervisor and ends it when our standard input ends, so that it does not
# outlive a supervisor that was killed. A background process gets an empty standard input, hence the third descriptor.
#
# The watcher is there before the program: were it started after it, a guard killed in between would leave the program
# behind. `$$` is the process that becomes the program.
exec 3<&0
# Before the program is there: told to end while it starts, we end it as soon as we know it.
program= ended=
trap 'ended=1; [ -z "$program" ] || kill -TERM "$program" 2>/dev/null' TERM
/bin/sh -c '{ cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null; } & exec "$@" 3<&-' guarded "$@" </dev/null &
program=$!
exec 3<&-
trap '' INT
[ -z "$ended" ] || kill -TERM "$program" 2>/dev/null
while :; do
  wait "$program"
  status=$?
  # A trapped signal ends `wait` early; the program may still be on its way out.
  kill -0 "$program" 2>/dev/null || exit "$status"
done
