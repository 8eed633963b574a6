/** Margin models as data, and the model that each stands for. */
import type { MarginModel } from './margin-model.ts';

export type MarginParameters = never;

export function createMarginModel(parameters: MarginParameters): MarginModel {
  return parameters;
}
