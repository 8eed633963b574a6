/** Operational faults: moments, instruments, classes, and what goes wrong. */
import type { FaultRules, OracleFault } from '../exchange/faults/fault-rules.ts';
import type { VenueRules } from '../exchange/venue-rules.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { decimalToNumber } from './decimal.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import { instrumentsNamed } from './instrument-index.ts';
import { hintAmong } from './nearest.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { beginningUs, type TimeFrame } from './time-frame.ts';
import { textOf } from './unit-result.ts';
import { parseDuration, parseMultiple, parsePpm, parsePrice, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type FaultsDraft = Draft<ScenarioFile['faults']>;
type FaultDraft = NonNullable<FaultsDraft[number]>;
type DraftOf<Kind> = Extract<FaultDraft, { kind?: Kind | undefined }>;

export interface FaultSetting {
  readonly instruments: CompiledInstruments;
  /** Those of imported accounts, one a rule, after the others; undefined where one is not sound. */
  readonly classNames: readonly (string | undefined)[] | undefined;
  readonly frame: TimeFrame;
  readonly venue: VenueRules | undefined;
}

export function compileFaults(
  drafts: FaultsDraft | undefined,
  setting: FaultSetting,
  findings: Findings,
): readonly FaultRules[] | undefined {
  return allOf(
    drafts?.map((draft, at) =>
      draft === undefined ? undefined : compileFault(draft, ['faults', at], setting, findings),
    ),
  );
}

function compileFault(
  draft: FaultDraft,
  path: Path,
  setting: FaultSetting,
  findings: Findings,
): FaultRules | undefined {
  const when = {
    atUs: beginningUs(draft.at, [...path, 'at'], setting.frame, findings),
    durationUs: read(parseDuration, draft.duration),
  };
  const named = [...path, 'instruments'];
  switch (draft.kind) {
    case undefined:
      return undefined;
    case 'oracleLate':
    case 'oracleStale':
    case 'oracleWrong':
    case 'oracleOwnVenue': {
      // The venue sees what follows another instrument by that one's price.
      const instruments = instrumentsNamed(draft.instruments, 'withOwnPrice', setting.instruments, named, findings);
      const error = errorOf(draft, path, instruments, setting, findings);
      return complete<FaultRules>({ kind: 'oracle', ...when, instruments, error });
    }
    case 'matchingDown':
      return complete<FaultRules>({
        kind: draft.kind,
        ...when,
        instruments: instrumentsNamed(draft.instruments, 'any', setting.instruments, named, findings),
        orders: draft.orders,
      });
    case 'withdrawalsClosed':
      checkWithdrawals(path, setting, findings);
      return complete<FaultRules>({ kind: draft.kind, ...when });
    case 'liquidationDown':
    case 'depositsClosed':
      return complete<FaultRules>({ kind: draft.kind, ...when });
    case 'liquidationSlow': {
      const factor = read(parseMultiple, draft.factor);
      if (factor === 1) reportIdle([...path, 'factor'], 'leaves the engine as fast as it is', 'above 1x', findings);
      return complete<FaultRules>({ kind: draft.kind, ...when, factor });
    }
    case 'depositsSlow':
      return complete<FaultRules>({ kind: draft.kind, ...when, delayUs: read(parseDuration, draft.delay) });
    case 'agentsCutOff':
      return complete<FaultRules>({
        kind: draft.kind,
        ...when,
        classes: classesOf(draft, [...path, 'classes'], setting, findings),
        sharePpm: read(parsePpm, draft.share),
        commands: draft.commands,
      });
  }
}

function errorOf(
  draft: DraftOf<'oracleLate' | 'oracleStale' | 'oracleWrong' | 'oracleOwnVenue'>,
  path: Path,
  instruments: readonly number[] | undefined,
  setting: FaultSetting,
  findings: Findings,
): OracleFault['error'] | undefined {
  switch (draft.kind) {
    case 'oracleLate':
      return complete<OracleFault['error']>({ kind: 'late', delayUs: read(parseDuration, draft.delay) });
    case 'oracleStale':
      return { kind: 'stale' };
    case 'oracleOwnVenue':
      return complete<OracleFault['error']>({ kind: 'ownVenue', weight: read(parseRatio, draft.weight) });
    case 'oracleWrong':
      return wrongOf(draft, path, instruments, setting, findings);
    case undefined:
      return undefined;
  }
}

const WRONG_KEYS = ['factor', 'offset', 'price'] as const;

function wrongOf(
  draft: DraftOf<'oracleWrong'>,
  path: Path,
  instruments: readonly number[] | undefined,
  setting: FaultSetting,
  findings: Findings,
): OracleFault['error'] | undefined {
  const written = WRONG_KEYS.filter((key) => findings.isWritten([...path, key]));
  if (written.length !== 1) {
    findings.report({
      code: 'one-of-keys',
      path,
      says: written.length === 0 ? 'does not say what is wrong' : `says it twice: ${written.join(', ')}`,
      expected: `exactly one of ${WRONG_KEYS.join(', ')}`,
    });
    return undefined;
  }
  if (written[0] === 'factor') {
    const factor = read(parseMultiple, draft.factor);
    if (factor === 1)
      reportIdle([...path, 'factor'], 'leaves the price as it is', 'another multiple than 1x', findings);
    return complete<OracleFault['error']>({ kind: 'factor', factor });
  }
  if (instruments !== undefined && instruments.length > 1) {
    findings.report({
      code: 'one-instrument',
      path: [...path, written[0]!],
      says: 'is a price, and the fault concerns several instruments',
      expected: 'a fault of one instrument',
      hint: 'name one symbol under instruments, or use factor',
    });
    return undefined;
  }
  const tickSize = instruments === undefined ? undefined : setting.instruments.contracts?.[instruments[0]]?.tickSize;
  const price = read(parsePrice, draft[written[0]]);
  if (tickSize === undefined || price === undefined) return undefined;
  if (written[0] === 'offset' && price.coefficient === 0n) {
    reportIdle([...path, 'offset'], 'leaves the price as it is', 'an offset above or below 0', findings);
  }
  return { kind: written[0], ticks: [decimalToNumber(price) / tickSize] };
}

/** A fault that changes nothing is a slip: there is none in its place. */
function reportIdle(path: Path, says: string, expected: string, findings: Findings): void {
  findings.report({ code: 'no-effect', path, says, expected, hint: 'write what goes wrong, or take the fault out' });
}

function classesOf(
  { classes: written }: DraftOf<'agentsCutOff'>,
  path: Path,
  { classNames: names }: FaultSetting,
  findings: Findings,
): readonly number[] | undefined {
  if (written === undefined || names === undefined) return undefined;
  if (written === 'all') return names.map((_, index) => index);
  const indices = written.map((one, at) => {
    const name = textOf(one);
    const index = name === undefined ? -1 : names.indexOf(name);
    // A class whose own name is not sound may be the one that is meant.
    if (name === undefined || (index < 0 && names.includes(undefined))) return undefined;
    if (index >= 0 && written.indexOf(one) === at) return index;
    if (index >= 0) {
      const says = `is a second "${name}"`;
      findings.report({ code: 'duplicate-name', path: [...path, at], says, expected: 'each class once' });
      return undefined;
    }
    findings.report({
      code: 'unknown-class',
      path: [...path, at],
      says: `names a class that the scenario does not have: ${name}`,
      hint: hintAmong(
        name,
        names.filter((known) => known !== undefined),
      ),
    });
    return undefined;
  });
  return allOf(indices)?.toSorted((x, y) => x - y);
}

function checkWithdrawals(path: Path, { venue }: FaultSetting, findings: Findings): void {
  if (venue === undefined || venue.withdrawals !== null) return;
  findings.report({
    code: 'fault-without-service',
    path,
    says: 'closes withdrawals at a venue that pays nothing out',
    hint: 'add "withdrawals: { latency: 1 min }" to venue',
  });
}
