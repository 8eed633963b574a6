import type { Command } from '../command.ts';
export const verify: Command = async () => 0;
