/** Which blocks of seeds a swarm runs: all twenty, or with SWARM_SHARE=10 a tenth of them, another tenth with each commit. */
import { execFileSync } from 'node:child_process';
import { repository } from '../scenario/test-environment.ts';

const BLOCKS = 20;

/** The commit that is tested, as hexadecimal text. */
export function commitOf(folder: string): string {
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
}

function listBlocks(): number[] {
  const all = Array.from({ length: BLOCKS }, (_, block) => block);
  const share = Number(process.env['SWARM_SHARE'] ?? '1');
  if (share === 1) return all;
  const turn = Number.parseInt(commitOf(repository).slice(0, 8), 16) % share;
  return all.filter((block) => block % share === turn);
}

export const swarmBlocks: readonly number[] = listBlocks();

/** Every state is reached by all blocks together, not by each few of them. */
export const isWholeSwarm = swarmBlocks.length === BLOCKS;
