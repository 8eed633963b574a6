/** What a backtest asks of a margin model: one port, behind which any way of estimating a tail may stand. */

/** For one book over the horizon, in the currency of its exposures; losses are positive. */
export interface TailForecast {
  /** What is asked, before a buffer. */
  margin: number;
  /** Loss that is exceeded with the probability of the tail. */
  valueAtRisk: number;
  /** Mean loss of the tail. */
  expectedShortfall: number;
}

/** A model as it stands at one row, for any number of books. */
export interface RowForecaster {
  /** @param exposures [assets] money in each, + long; at least one is not 0 */
  forecast(exposures: Float64Array, out: TailForecast): void;
}

export interface MarginEstimator {
  /** As the command line names it. */
  readonly id: string;
  readonly title: string;
  /** Whether the buffer of EMIR article 28(1)(a) comes on top. */
  readonly hasBuffer: boolean;
  /** The model with the prices up to and with a row, and none after it. Rows are asked for in rising order. */
  at(row: number): RowForecaster;
}
