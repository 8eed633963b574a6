/** The published JSON Schema of market files, generated from the schema that validates them. */
import { z } from 'zod';
import { marketFile } from './schema-market-file.ts';

/** Draft 2020-12, of the file as it is written: keys with a default are not required. */
export function buildMarketJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(marketFile, { target: 'draft-2020-12', io: 'input' });
  return {
    $schema,
    title: 'Aftershock market file',
    description: 'Prices, volatilities and collateral terms of assets, and contracts on them, at one moment.',
    ...rest,
  };
}
