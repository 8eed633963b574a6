// Goal: pictures are the same bytes each time and have text in them. Method: draw twice, and compare a chart with the
// same chart without its words.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildCharts } from '../../src/report/chart-specs/all-charts.ts';
import { drawPngCharts } from '../../src/report/png-charts.ts';
import { makeRun } from './fixture.ts';

const specs = buildCharts(makeRun({ paths: 6 }));

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('PNG charts', () => {
  it('have the same bytes when drawn again, in any order', async () => {
    const first = await drawPngCharts(specs);
    const again = await drawPngCharts([...specs].reverse());
    expect(first.map(({ id }) => id)).toEqual(specs.map(({ id }) => id));
    for (const { id, png } of again) expect(digest(png)).toBe(digest(first.find((chart) => chart.id === id)!.png));
  });

  it('are 1600 by 900 pixels', async () => {
    const [chart] = await drawPngCharts(specs.slice(0, 1));
    const view = new DataView(chart!.png.buffer, chart!.png.byteOffset);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([1600, 900]);
  });

  it('draw text: without a font all titles would look alike', async () => {
    const empty = { ...specs[0]!, empty: 'Nothing' };
    const [one, other] = await drawPngCharts([empty, { ...empty, empty: 'Something' }]);
    expect(digest(one!.png)).not.toBe(digest(other!.png));
  });
});
