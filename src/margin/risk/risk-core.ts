/**
 * The estimate inside a risk-based model: what a combination of rows needs before limits on offsets, buffers and add-ons. A row
 * is something that books hold multiples of: an asset (one unit of quote currency exposed to it) or an option contract.
 */
import type { CovarianceCore } from './covariance-core.ts';
import type { ScenarioCore } from './scenario-core.ts';

export type RiskCore = ScenarioCore | CovarianceCore;
