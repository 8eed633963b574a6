/**
 * Property tests draw the same cases every time, so that a run can be repeated and a change is judged by itself alone.
 * FAST_CHECK_SEED=n draws others.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_122) });
