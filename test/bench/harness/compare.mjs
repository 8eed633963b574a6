/** Two result files side by side: how each figure changed, whether more than its rounds vary, and whose work differs. */
import { readFileSync } from 'node:fs';
import { formatValue, significant } from './print.mjs';
import { median } from './measure.mjs';

/** Prints the comparison; true when everything that both computed is the same. */
export function compareFiles(before, after) {
  const [left, right] = [before, after].map((file) => figuresOf(JSON.parse(readFileSync(file, 'utf8'))));
  const rows = [];
  const different = [];
  for (const [key, one] of left) {
    const other = right.get(key);
    if (other === undefined) continue;
    rows.push([key, formatValue(one.middle, one.unit), formatValue(other.middle, other.unit), changeOf(one, other)]);
    if (one.hash !== other.hash) different.push(`${key}: ${one.hash} became ${other.hash}`);
  }
  const widths = [0, 1, 2].map((k) => Math.max(0, ...rows.map((cells) => cells[k].length)));
  for (const cells of rows) {
    const [name, first, second, change] = cells.map((cell, k) =>
      k === 0 ? cell.padEnd(widths[0]) : k < 3 ? cell.padStart(widths[k]) : cell,
    );
    console.log(`${name}  ${first}  ->  ${second}  ${change}`);
  }
  const missing = [...left.keys(), ...right.keys()].filter((key) => !left.has(key) || !right.has(key));
  if (missing.length > 0) console.log(`\nonly in one of the files: ${missing.join(', ')}`);
  if (rows.length === 0) console.log('nothing in common: were both taken at the same size?');
  else if (different.length === 0) console.log(`\n${rows.length} figures; all hashes equal`);
  else console.log(`\n!! HASHES DIFFER: not the same work\n${different.map((line) => `!! ${line}`).join('\n')}`);
  return different.length === 0;
}

/** Figures, their ratios to the naive version and peaks of memory, by a name that says which work they are of. */
function figuresOf({ size, results }) {
  const figures = new Map();
  const add = (key, unit, values, hash = '') =>
    figures.set(key, { unit, hash, middle: median(values), low: Math.min(...values), high: Math.max(...values) });
  for (const { name, figures: rows, peakMb } of results) {
    for (const { name: row, unit, values, hash, ratios } of rows) {
      add(`${size} ${name}: ${row}`, unit, values, hash);
      for (const [other, times] of Object.entries(ratios ?? {}))
        add(`${size} ${name}: ${row} against ${other}`, 'x', times);
    }
    add(`${size} ${name}: peak memory`, 'MB', [peakMb]);
  }
  return figures;
}

function changeOf(one, other) {
  const ratio = `${significant(other.middle / one.middle, 3)}x`;
  const isBeyond = other.low > one.high || other.high < one.low;
  return isBeyond && one.low !== one.high ? `${ratio}  beyond the ranges` : ratio;
}
