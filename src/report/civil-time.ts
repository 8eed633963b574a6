/** Clock times stand in `base/`, for the experiment layer's sentences need them too. */
export * from '../base/civil-time.ts';
