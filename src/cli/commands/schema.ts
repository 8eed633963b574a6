/** `aftershock schema`: the JSON Schema of scenario files. */
import { buildJsonSchema } from '../../scenario/json-schema.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { writeJson } from '../write-json.ts';

export const schema: Command = async ({ io }) => {
  writeJson(io, buildJsonSchema());
  return EXIT_CODES.ok;
};
