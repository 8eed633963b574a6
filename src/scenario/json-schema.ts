/** The published JSON Schema, generated from the schema that validates: the two cannot differ. */
import { z } from 'zod';
import { scenarioFile } from './schema.ts';

/** Draft 2020-12, of the file as it is written: keys with a default are not required. */
export function buildJsonSchema(): Record<string, unknown> {
  const generated = z.toJSONSchema(scenarioFile, { target: 'draft-2020-12', io: 'input' });
  const { $schema, properties = {}, ...rest } = generated;
  return {
    $schema,
    title: 'Aftershock scenario',
    description: 'A stress scenario for a cross-margin derivatives exchange. Quantities carry their unit.',
    ...rest,
    properties: { ...properties, venue: withPreset(properties['venue'] as ObjectSchema) },
  };
}

interface ObjectSchema {
  readonly required: readonly string[];
}

/** A preset may give the insurance fund: the reader looks at the venue with its preset laid below it, an editor only at the file. */
function withPreset(venue: ObjectSchema): object {
  const required = venue.required.filter((key) => key !== 'insuranceFund');
  return { ...venue, required, anyOf: [{ required: ['insuranceFund'] }, { required: ['preset'] }] };
}
