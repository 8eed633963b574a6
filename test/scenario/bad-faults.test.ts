// Goal: every mistake in `faults`, `venue.withdrawals` and `bankRun` is refused with its place and a hint. Method: a sound
// scenario with one mistake each, and the code and key of what is said about it.
import { describe, expect, it } from 'vitest';
import { baseText } from './base-scenario.ts';
import { problemsOf, readText } from './test-environment.ts';

const withFaults = (...faults: string[]): string =>
  `${baseText}faults:\n${faults.map((fault) => `  - { ${fault} }\n`).join('')}`;

describe('faults', () => {
  it('of every kind are read, with defaults', () => {
    const { venue } = readText(
      withFaults(
        'kind: oracleLate, at: 5 min, duration: 90 s, delay: 20 s',
        'kind: oracleWrong, at: 0, duration: 1 min, factor: 0.5x',
        'kind: matchingDown, at: 5 min, duration: 90 s',
        'kind: agentsCutOff, at: 5 min, duration: 90 s, share: 40 %',
      ),
    );
    const instruments = venue.instruments.map((_, i) => i);
    expect(venue.faults.map(({ kind }) => kind)).toEqual(['oracle', 'oracle', 'matchingDown', 'agentsCutOff']);
    expect(venue.faults[0]).toMatchObject({ atUs: 300e6, durationUs: 90e6, instruments });
    expect(venue.faults[2]).toMatchObject({ instruments, orders: 'wait' });
    expect(venue.faults[3]).toMatchObject({ sharePpm: 400_000, commands: 'wait' });
  });

  it.each([
    ['kind: oracleStuck, at: 5 min, duration: 90 s', 'unknown-value', 'faults[0].kind'],
    ['kind: oracleStale, at: 5 min', 'missing-key', 'faults[0].duration'],
    ['kind: oracleStale, at: 5 min, duration: 0 s', 'out-of-range', 'faults[0].duration'],
    ['kind: oracleStale, at: 900 d, duration: 1 s', 'time-after-end', 'faults[0].at'],
    [
      'kind: oracleStale, at: 5 min, duration: 1 s, instruments: [DOGE]',
      'unknown-instrument',
      'faults[0].instruments[0]',
    ],
    ['kind: oracleLate, at: 5 min, duration: 1 s', 'missing-key', 'faults[0].delay'],
    ['kind: oracleWrong, at: 5 min, duration: 1 s', 'one-of-keys', 'faults[0]'],
    ['kind: oracleWrong, at: 5 min, duration: 1 s, factor: 2x, price: 3 USD', 'one-of-keys', 'faults[0]'],
    ['kind: oracleWrong, at: 5 min, duration: 1 s, price: 3 USD', 'one-instrument', 'faults[0].price'],
    ['kind: oracleOwnVenue, at: 5 min, duration: 1 s, weight: 120 %', 'out-of-range', 'faults[0].weight'],
    ['kind: liquidationSlow, at: 5 min, duration: 1 s, factor: 0.5x', 'out-of-range', 'faults[0].factor'],
    ['kind: withdrawalsClosed, at: 5 min, duration: 1 s', 'fault-without-service', 'faults[0]'],
    ['kind: agentsCutOff, at: 5 min, duration: 1 s, classes: [nobody]', 'unknown-class', 'faults[0].classes[0]'],
    ['kind: matchingDown, at: 5 min, duration: 1 s, orders: vanish', 'unknown-value', 'faults[0].orders'],
  ])('%s is refused', (fault, code, key) => {
    expect(problemsOf(withFaults(fault)).map((problem) => [problem.code, problem.key])).toEqual([[code, key]]);
  });
});

describe('withdrawals', () => {
  const set = (key: string, value: string) => ({ overrides: [{ key, value }] });

  it('are off unless they are set, and have defaults', () => {
    expect(readText(baseText).venue.withdrawals).toBeNull();
    expect(readText(baseText, set('venue.withdrawals', '{}')).venue.withdrawals).toEqual({
      latencyUs: 60e6,
      throughputPerSecond: 100,
    });
  });

  it('are needed by those who run', () => {
    const { overrides } = set('agents.classes[0].bankRun', '{ fall: { min: 5 %, max: 20 % } }');
    expect(problemsOf(baseText, { overrides }).map(({ code }) => code)).toEqual(['bank-run-without-withdrawals']);
    const paid = [...overrides, ...set('venue.withdrawals', '{}').overrides];
    const { bankRun } = readText(baseText, { overrides: paid }).agents.classes[0]!;
    expect(bankRun).toMatchObject({ lookbackUs: 3_600e6, fundLossShare: null, sharePpm: 1e6 });
    expect(bankRun!.fallLog.max).toBeCloseTo(-Math.log(0.8), 12);
    for (const none of ['off', 'null']) {
      const off = set('agents.classes[0].bankRun', none);
      expect(readText(baseText, off).agents.classes[0]!.bankRun).toBeNull();
    }
    const turned = [
      { key: 'agents.classes[0].bankRun', value: '{ fall: { min: 30 %, max: 20 % } }' },
      ...paid.slice(1),
    ];
    expect(problemsOf(baseText, { overrides: turned }).map(({ code }) => code)).toEqual(['min-above-max']);
  });
});
