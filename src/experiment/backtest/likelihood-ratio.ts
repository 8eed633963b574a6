/** What the likelihood ratio tests of a backtest share. */
import { log } from '../../numeric/math.ts';
import { chiSquareSurvival } from '../../numeric/chi-square.ts';

export interface LikelihoodRatio {
  /** -2 ln(likelihood under the null hypothesis / largest likelihood), never below 0. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** P(chi-square > statistic). */
  readonly pValue: number;
}

/** From the logarithms of both likelihoods: the likelihoods themselves underflow for a few thousand observations. */
export function likelihoodRatio(logNull: number, logBest: number, degreesOfFreedom: number): LikelihoodRatio {
  return fromStatistic(Math.max(0, 2 * (logBest - logNull)), degreesOfFreedom);
}

export function fromStatistic(statistic: number, degreesOfFreedom: number): LikelihoodRatio {
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}

/** ln of the likelihood of `hits` of `trials` at one probability, without the binomial coefficient; 0 ln 0 is 0. */
export function bernoulliLog(hits: number, trials: number, probability: number): number {
  return countLog(hits, probability) + countLog(trials - hits, 1 - probability);
}

function countLog(count: number, probability: number): number {
  return count === 0 ? 0 : count * log(probability);
}
