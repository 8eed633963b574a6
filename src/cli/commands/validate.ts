import type { Command } from '../command.ts';
export const validate: Command = async () => 0;
