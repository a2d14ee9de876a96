import { LogLine, MAX_LOG_LINES } from '@assay/contracts';
import { expect, it } from 'vitest';
import { createRunLog } from './run-log.ts';

const time = new Date().toISOString();

it('numbers lines on over a run that begins to count again', () => {
  const passed: LogLine[] = [];
  const log = createRunLog(
    'yara',
    () => new Date(),
    (line) => passed.push(line),
  );
  log.add('info', 'first attempt', time);
  log.note('warning', 'the host ended');
  log.add('info', 'second attempt', time);
  expect(log.lines.map((line) => line.seq)).toEqual([1, 2, 3]);
  expect(passed).toEqual(log.lines);
});

it('ends with one line that says so when there are too many', () => {
  const log = createRunLog(
    'yara',
    () => new Date(),
    () => {},
  );
  for (let line = 0; line < MAX_LOG_LINES + 10; line += 1) log.add('info', 'again', time);
  expect(log.lines).toHaveLength(MAX_LOG_LINES + 1);
  expect(log.lines.at(-1)?.message).toContain('dropped');
});

it('cuts a line to what can be posted, not inside of a character', () => {
  const log = createRunLog(
    'yara',
    () => new Date(),
    () => {},
  );
  log.add('info', '😀'.repeat(5000), time);
  expect(LogLine.safeParse(log.lines[0]).success).toBe(true);
  expect(log.lines[0]?.message.isWellFormed()).toBe(true);
});
