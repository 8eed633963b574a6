/** A comparison in at most 80 columns. */
import {
  formatCount,
  formatInterval,
  formatMeasure,
  formatMultiple,
  formatShare,
  formatUsd,
  plural,
} from '../base/format.ts';
import type { Amplification } from '../experiment/counterfactuals/amplification.ts';
import type { ControlBenefit } from '../experiment/counterfactuals/control-benefit.ts';
import type {
  BurdenSummary,
  CounterfactualResult,
  VariantReport,
} from '../experiment/counterfactuals/counterfactual.ts';
import type { Interval } from '../experiment/run-summary.ts';
import { wrapText } from '../report/text-layout.ts';
import { formatTable } from './text-table.ts';

const WIDTH = 80;
const INDENT = '  ';

export function formatCounterfactual(result: CounterfactualResult): string {
  const { scenario, seed, paths, failedPaths } = result;
  const failed = failedPaths === 0 ? '' : `, ${plural(failedPaths, 'path')} failed`;
  const blocks = [
    [
      `COUNTERFACTUALS of ${scenario}, seed ${seed}: ${plural(paths, 'path')} each${failed}`,
      ...paragraph(
        'Same paths, same population, one rule less or another. Intervals are 95 %, of differences path by path.',
      ),
    ],
    ...amplificationBlock(result),
    ...result.controls.map(controlBlock),
    ...result.variants.map((variant) => variantBlock(variant, result)),
    ...policyBlock(result),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function amplificationBlock({ amplification }: CounterfactualResult): string[][] {
  if (amplification === null) return [];
  const { instruments, losses } = amplification;
  const rows = instruments.filter(isLargerSide).map((one) => {
    const { symbol, side, moveWith, moveWithout, ratio, ratioMax, ratioMaxPath } = one;
    return [
      symbol,
      side === 'fall' ? 'down' : 'up',
      formatShare(moveWith),
      formatShare(moveWithout),
      ratio === null ? '' : formatMultiple(ratio.value),
      ratio === null ? '' : formatRatios(ratio.interval),
      ratio === null ? '' : `${formatMultiple(ratioMax)} (path ${ratioMaxPath})`,
    ];
  });
  return [
    [
      'AMPLIFICATION: how far the mark went, with liquidations and with them frozen',
      ...formatTable([['', '', 'with', 'frozen', 'ratio', '95 %', 'largest'], ...rows], {
        left: [0, 1],
        indent: INDENT,
      }),
      ...paragraph(
        `Loss to fund and beyond at the end: ${formatUsd(losses.lossWith)} with, ${formatUsd(losses.lossWithout)} frozen: frozen accounts stay open and owe what they owe.`,
      ),
    ],
  ];
}

/** Of an instrument's fall and rise the one that went further; a fall where neither did. */
function isLargerSide({ symbol, side, moveWith }: Amplification, _: number, all: readonly Amplification[]): boolean {
  const other = all.find((one) => one.symbol === symbol && one.side !== side)!;
  return side === 'fall' ? moveWith >= other.moveWith : moveWith > other.moveWith;
}

function formatRatios({ low, high }: Interval): string {
  const end = (value: number | null): string => (value === null ? 'unbounded' : formatMultiple(value));
  return `[${end(low)} .. ${end(high)}]`;
}

function controlBlock(benefit: ControlBenefit): string[] {
  const { label, control, trips, pathsTripped, paths, need, avoided, delayed, pathsWorse } = benefit;
  const rows = [
    ['loss with it, a path', formatUsd(benefit.lossWith), ''],
    ['loss without it', formatUsd(benefit.lossWithout), ''],
    ['loss avoided', formatUsd(avoided.value), formatInterval('USD', avoided.interval)],
    ['loss only delayed', formatUsd(delayed.value), formatInterval('USD', delayed.interval)],
    ...(need === null
      ? []
      : [
          ['trips, all paths', formatCount(need.trips), ''],
          ['not needed', formatCount(need.notNeeded), need.trips === 0 ? '' : formatShare(need.notNeeded / need.trips)],
        ]),
  ];
  return [
    `${label.toUpperCase()} (${control})`,
    ...paragraph(
      `${trips === null ? 'Its trips are not facts of their own' : `${plural(trips, 'trip')} a path, on ${formatCount(pathsTripped ?? 0)} of ${plural(paths, 'path')}`}; more was lost with it than without on ${formatCount(pathsWorse)}.`,
    ),
    ...formatTable(rows, { left: [0, 2], indent: INDENT }),
  ];
}

function variantBlock({ name, differences, burden, paths }: VariantReport, base: CounterfactualResult): string[] {
  const title = `VARIANT ${name}`;
  if (differences.length === 0)
    return [...wrapText(title, WIDTH), ...paragraph('Nothing that is measured differs on any path.')];
  const rows = differences.map(({ measure, baseMean, otherMean, difference, worse }) => [
    measure.label,
    formatMeasure(measure.unit, baseMean),
    formatMeasure(measure.unit, otherMean),
    formatInterval(measure.unit, difference.interval),
    measure.worse === 'neither' ? '' : formatShare(worse.value),
  ]);
  return [
    ...wrapText(title, WIDTH),
    ...formatTable([['means', 'base', 'variant', 'difference, 95 %', 'worse on'], ...rows], {
      left: [0],
      indent: INDENT,
    }),
    ...burdenLines(burden, base.burden),
    ...paragraph(`${plural(paths, 'path')} compared; measures that are the same on all of them are left out.`),
  ];
}

function burdenLines(burden: BurdenSummary, base: BurdenSummary): string[] {
  if (burden.max === 0 && base.max === 0) return [];
  const closed =
    burden.max === 0
      ? 'nothing'
      : `${formatUsd(burden.mean)} a path, at most ${formatUsd(burden.max)} and ${plural(burden.maxLots, 'lot')}, account ${burden.maxAccount} on path ${burden.maxPath}`;
  const compared = base.max === 0 ? 'nothing' : `${formatUsd(base.mean)} a path, at most ${formatUsd(base.max)}`;
  return paragraph(`Most closed for one account by auto-deleveraging: ${closed} (base: ${compared}).`);
}

/** Policies of auto-deleveraging side by side; a line of a table has no room for their names. */
function policyBlock(result: CounterfactualResult): string[][] {
  const policies = [result, ...result.variants];
  if (result.variants.length === 0 || policies.every(({ deleveraging }) => deleveraging === null)) return [];
  const names = result.variants.flatMap(({ name }, n) => paragraph(`${n + 1}: ${name}`));
  const rows = policies.map(({ deleveraging, burden }, n) => {
    const row = n === 0 ? 'base' : String(n);
    if (deleveraging === null) return [row, '0', '', '', '', '', '', ''];
    const { rounds, needed, overshoot, overshootNotional, burdenMax, ranksBrokenShare } = deleveraging;
    return [
      row,
      formatCount(rounds),
      formatUsd(needed),
      formatUsd(overshoot),
      formatUsd(overshootNotional),
      formatUsd(burdenMax),
      formatCount(burden.maxLots),
      formatShare(1 - ranksBrokenShare),
    ];
  });
  const head = ['', 'closed', 'needed', 'overshoot', 'not needed', 'given up', 'most lots', 'kept'];
  return [
    [
      'AUTO-DELEVERAGING, the policies side by side',
      ...names,
      ...formatTable([head, ...rows], { left: [0], indent: INDENT }),
      ...paragraph(
        'Means a path: positions closed, deficit that went with them, what counterparties gave up beyond it, notional beyond what the fund could not have carried. Given up: most by one account, over all paths; most lots: of the account that had most closed. Kept: share of positions after which nobody stood above an account that had been more leveraged.',
      ),
      ...contractLines(policies),
    ],
  ];
}

/** The same in contracts: lots of different instruments do not add up. */
function contractLines(policies: readonly Pick<VariantReport, 'deleveraging'>[]): string[] {
  const rows = policies.flatMap(({ deleveraging }, n) =>
    (deleveraging?.contracts ?? []).map(({ symbol, closed, notNeeded, mostFromOne }) => [
      n === 0 ? 'base' : String(n),
      symbol,
      formatCount(closed),
      formatCount(notNeeded),
      formatShare(notNeeded / closed),
      formatCount(mostFromOne),
    ]),
  );
  return [
    '',
    ...formatTable([['', 'lots of', 'closed', 'not needed', 'share', 'most from one'], ...rows], {
      left: [0, 1],
      indent: INDENT,
    }),
    ...paragraph(
      'Not needed: lots closed beyond those that the fund could not have carried. Most from one: on the worst path.',
    ),
  ];
}

function paragraph(text: string): string[] {
  return wrapText(text, WIDTH - INDENT.length).map((line) => INDENT + line);
}
