// Goal: every shipped margin preset is sound, dated and named like its file. Method: read the folder.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GRID_PRESETS, OTHER_PRESETS, PRESETS_FOLDER, presetModel, presetParameters } from './load-preset.ts';

const OURS = [...GRID_PRESETS, ...OTHER_PRESETS];

describe('presets', () => {
  it('of these families are all known', () => {
    const files = readdirSync(PRESETS_FOLDER).map((file) => file.replace('.yaml', ''));
    for (const name of OURS) expect(files).toContain(name);
  });
  it.each(OURS)('%s makes a model that names its source', (name) => {
    const model = presetModel(name);
    expect(presetParameters(name).parameters.id).toBe(name);
    expect(model.id).toBe(name);
    expect(model.title.length).toBeGreaterThan(3);
    expect(model.source).toMatch(/as of .*20\d\d/);
  });
});
