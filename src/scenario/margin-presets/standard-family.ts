/** Parameters of standard margin with defined-risk offset as a preset writes them (family: standard). */
import { z } from 'zod';
import type { StandardParameters } from '../../margin/grid/standard-parameters.ts';
import { flag, section } from '../schema-shapes.ts';
import { quantity } from '../schema-values.ts';
import { assetList, label, presetIdentity, ratioOf, type PresetIdentity } from './preset-values.ts';

const share = (about: string, example: string) => quantity('ratio', { about, example, from: '0 %' });
const pair = (about: string, initial: string, maintenance: string) =>
  section({
    initial: share('For initial margin.', initial),
    maintenance: share('For maintenance margin.', maintenance),
  }).describe(about);

export const standardFamily = section({
  liquidatesAtEquality: flag('A liquidation also starts when equity equals the requirement.').prefault(false),
  classes: z
    .array(
      section({
        name: label('Name of the class.', 'majors'),
        underlyings: assetList,
        linear: pair('Share of index value of perpetuals and futures.', '10 %', '6.5 %'),
        shortOption: section({
          initial: share('Initial share, less what the option is out of the money.', '15 %'),
          initialMin: share('Initial share at least.', '13 %'),
          maintenance: share('Maintenance share.', '9 %'),
        }).describe('Share of index value of options sold.'),
        unpairedCall: pair(
          'Share of index value of calls sold that no call covers, beside the worst payoff.',
          '120 %',
          '110 %',
        ),
      }),
    )
    .min(1)
    .describe('Classes of underlyings.'),
});

export type StandardFamily = z.output<typeof standardFamily>;

export function compileStandard(identity: PresetIdentity, file: StandardFamily): StandardParameters {
  return {
    ...presetIdentity(identity),
    liquidatesAtEquality: file.liquidatesAtEquality,
    classes: file.classes.map(({ name, underlyings, linear, shortOption, unpairedCall }) => ({
      name: String(name),
      underlyings: underlyings.map(String),
      linear: { initial: ratioOf(linear.initial), maintenance: ratioOf(linear.maintenance) },
      shortOption: {
        initial: ratioOf(shortOption.initial),
        initialMin: ratioOf(shortOption.initialMin),
        maintenance: ratioOf(shortOption.maintenance),
      },
      unpairedCall: { initial: ratioOf(unpairedCall.initial), maintenance: ratioOf(unpairedCall.maintenance) },
    })),
  };
}
