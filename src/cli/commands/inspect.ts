import type { Command } from '../command.ts';
export const inspect: Command = async () => 0;
