// Goal: a run's folder gets its page, pictures and test report, the same bytes each time. Method: written into memory
// twice, and to the disk once.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeReport } from '../../src/report/write-report.ts';
import { makeRun } from './fixture.ts';

const run = makeRun({ paths: 5, failedPath: null });

const CHARTS = [
  'prices',
  'liquidations',
  'insurance-fund',
  'fund-use',
  'auto-deleveraging',
  'closing-steps',
  'loss-waterfall',
  'open-interest',
];

async function writeToMemory(): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  await writeReport(run, '/nowhere', { write: (path, content) => files.set(path, Buffer.from(content)) });
  return files;
}

describe('writing a report', () => {
  it('gives the same files with the same bytes', async () => {
    const [first, again] = [await writeToMemory(), await writeToMemory()];
    expect([...first.keys()]).toEqual(['report.html', ...CHARTS.map((id) => `charts/${id}.png`), 'junit.xml']);
    for (const [path, content] of first) expect(content.equals(again.get(path)!)).toBe(true);
  });

  it('makes its folders', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aftershock-report-'));
    try {
      const { files, pageBytes } = await writeReport(run, join(folder, 'run'));
      expect(files.every((path) => existsSync(join(folder, 'run', path)))).toBe(true);
      expect(readFileSync(join(folder, 'run', 'report.html'))).toHaveLength(pageBytes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
