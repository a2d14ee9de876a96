import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, category, coverage, detects, EngineKind, judge, Outcome, Verdict } from './verdict.ts';

const anyAnswer: fc.Arbitrary<Answer> = fc
  .record({
    kind: fc.constantFrom(...EngineKind.options),
    outcome: fc.constantFrom(...Outcome.options),
    verdict: fc.constantFrom(...Verdict.options),
  })
  .map(({ kind, outcome, verdict }) => ({ kind, outcome, verdict: outcome === 'completed' ? verdict : null }));

const antivirus = (outcome: Outcome, verdict: Verdict | null = null): Answer => ({
  kind: 'antivirus',
  outcome,
  verdict,
});

describe('the verdict of a file', () => {
  it('is never undetected when no detecting engine completed', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer), (answers) => {
        fc.pre(!answers.some((answer) => detects(answer.kind) && answer.outcome === 'completed'));
        expect(judge(answers)).not.toBe('undetected');
      }),
    );
  });

  it('does not change when an engine fails in addition', () => {
    fc.assert(
      fc.property(
        fc.array(anyAnswer),
        fc.constantFrom('timeout', 'failure', 'unavailable', 'unsupported'),
        (answers, outcome) => {
          expect(judge([...answers, antivirus(outcome as Outcome)])).toBe(judge(answers));
        },
      ),
    );
  });

  it('is malicious as soon as one completed engine says so', () => {
    expect(judge([antivirus('completed', 'undetected'), antivirus('completed', 'malicious')])).toBe('malicious');
  });

  it('is harmless only by a known-good engine', () => {
    expect(judge([antivirus('completed', 'harmless')])).toBe('undetected');
    expect(
      judge([antivirus('completed', 'undetected'), { kind: 'knowngood', outcome: 'completed', verdict: 'harmless' }]),
    ).toBe('harmless');
  });

  it('is unknown when only describing engines completed', () => {
    expect(judge([{ kind: 'metadata', outcome: 'completed', verdict: null }, antivirus('failure')])).toBe('unknown');
  });
});

it.each([
  [antivirus('completed', 'undetected'), 'undetected'],
  [antivirus('timeout'), 'timeout'],
  [antivirus('unsupported'), 'type-unsupported'],
  [antivirus('failure'), 'failure'],
  [antivirus('unavailable'), 'failure'],
  [{ kind: 'metadata', outcome: 'completed', verdict: null } as Answer, null],
])('%j has the category %s', (answer, expected) => {
  expect(category(answer)).toBe(expected);
});

it('coverage counts the detecting engines and those of them that completed', () => {
  expect(
    coverage([
      antivirus('completed', 'undetected'),
      antivirus('failure'),
      { kind: 'static', outcome: 'completed', verdict: null },
    ]),
  ).toEqual({
    expected: 2,
    completed: 1,
  });
});
