/**
 * A chart as plain data: what is drawn, in which units, with which words. PNG files and the HTML page are drawn from
 * the same value, so they cannot disagree; it survives JSON, so the page carries it inside itself.
 */
import type { Colour, MarkerName } from '../palette.ts';

export type ValueFormat = 'usd' | 'share' | 'change' | 'count' | 'clock';

export interface AxisTick {
  readonly value: number;
  /** One element a line. */
  readonly label: readonly string[];
}

export interface AxisSpec {
  /** With its unit. */
  readonly title: string;
  readonly format: ValueFormat;
  readonly min?: number;
  readonly max?: number;
  /** Where the ticks stand; left to the drawing library when absent. */
  readonly ticks?: readonly AxisTick[];
  /** Only whole numbers make sense. */
  readonly whole?: boolean;
}

export interface SeriesSpec {
  /** In tooltips and in the table. */
  readonly label: string;
  /** In the legend; null keeps the series out of it. */
  readonly legend: string | null;
  readonly colour: Colour;
  /** One value for each x; null leaves a gap. */
  readonly y: readonly (number | null)[];
  /** Where bars start; absent: at zero. */
  readonly from?: readonly number[];
  /** Colour for each bar, instead of `colour`. */
  readonly barColours?: readonly Colour[];
  readonly dash?: readonly number[];
  readonly marker?: MarkerName;
  /** A marker of this radius at every value, instead of a few that tell lines apart. */
  readonly pointRadius?: number;
  /** Line width; 0 draws none. */
  readonly width?: number;
  /** Fills the area down to the series before this one, with this opacity. */
  readonly fillToPrevious?: number;
}

/** A stretch of the x axis, and which series it belongs to. */
export interface ShadeSpec {
  readonly from: number;
  readonly to: number;
  readonly colour: Colour;
  /** Row of the strip that marks it below the plot area's top, from 0. */
  readonly lane: number;
}

/** A line across the plot area at one x. */
export interface MarkerSpec {
  readonly at: number;
  readonly label: string;
  readonly colour: Colour;
  readonly dash: readonly number[];
}

export interface ChartSpec {
  /** Name of its PNG file and of its place in the page. */
  readonly id: string;
  /** The subject. */
  readonly title: string;
  /** Which statistic, of which paths. */
  readonly subtitle: string;
  /** What a reader who does not see the chart should know, in a sentence or two. */
  readonly summary: string;
  readonly kind: 'lines' | 'stackedAreas' | 'stackedBars' | 'histogram' | 'flows';
  /** Shown instead of an empty grid; null when there is something to draw. */
  readonly empty: string | null;
  readonly xAxis: AxisSpec;
  readonly yAxis: AxisSpec;
  /** Positions on the x axis; for `flows` the indices of `categories`. */
  readonly x: readonly number[];
  /** Names along the axis, for `flows`. */
  readonly categories?: readonly string[];
  /** Width of a bar's interval on the x axis, for `stackedBars` and `histogram`. */
  readonly binWidth?: number;
  readonly series: readonly SeriesSpec[];
  readonly shades?: readonly ShadeSpec[];
  readonly markers?: readonly MarkerSpec[];
  /** Text at the end of each bar, for `flows`. */
  readonly barLabels?: readonly string[];
  /** ISO 8601 moment of x = 0, for clock axes; null: undated. */
  readonly startTime: string | null;
}

/** Six significant digits: more than a pixel or a reader can tell, and half the size of the page. */
export function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
