/** Formatting of numbers for people stands in `base/`, for the experiment layer's sentences need it too. */
export * from '../base/format.ts';
