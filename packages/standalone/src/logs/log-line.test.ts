import { describe, expect, it } from 'vitest';
import { readLogLine } from './log-line.ts';

describe('a line that a process wrote', () => {
  it('passes as it is when it is in our form already', () => {
    const text = JSON.stringify({ level: 40, time: 1, name: 'report-api', msg: 'slow' });
    expect(readLogLine('public', text)).toEqual({ level: 40, json: text });
  });

  it('gets a number for a level that is named, the process for its name, and milliseconds for its time', () => {
    const text = JSON.stringify({ level: 'warning', time: '2026-01-02T03:04:05.006Z', msg: 'late' });
    const { level, json } = readLogLine('engine-host', text);
    expect(level).toBe(40);
    expect(JSON.parse(json)).toEqual({
      level: 40,
      time: Date.parse('2026-01-02T03:04:05.006Z'),
      name: 'engine-host',
      msg: 'late',
    });
  });

  it.each(['Server initialized', '{"cut', '', '[1]'])('becomes the message when it is no object: %j', (text) => {
    const { level, json } = readLogLine('redis', text);
    expect(level).toBe(30);
    expect(JSON.parse(json)).toMatchObject({ name: 'redis', msg: text });
  });
});
