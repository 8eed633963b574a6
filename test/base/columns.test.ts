// Goal: columns that a thread opens are those that another one filled, each on its own cache line, and a buffer that
// holds something else is refused. Method: columns of every kind and of odd lengths; headers falsified one by one.
import { describe, expect, it } from 'vitest';
import { allocateColumns, CACHE_LINE_BYTES, openColumns, sizeColumns } from '../../src/base/columns.ts';

const KINDS = { price: 'float64', line: 'uint32', group: 'uint16', role: 'uint8', none: 'float64' } as const;
const LENGTHS = { price: 3, line: 17, group: 33, role: 65, none: 0 };

describe('shared columns', () => {
  it('hold what was written, column by column, whatever their kinds and lengths', () => {
    const buffer = allocateColumns(KINDS, LENGTHS);
    const written = openColumns(buffer, KINDS);
    for (const [name, column] of Object.entries(written)) {
      expect(column, name).toHaveLength(LENGTHS[name as keyof typeof LENGTHS]);
      expect(column.byteOffset % CACHE_LINE_BYTES, name).toBe(0);
      expect(column.every((value) => value === 0)).toBe(true);
    }
    written.price.fill(0.1);
    written.line.fill(0xffff_fffe);
    written.group.fill(0xffff);
    written.role.fill(0xff);
    const read = openColumns(buffer, KINDS);
    expect(new Set(read.price)).toEqual(new Set([0.1]));
    expect(new Set(read.line)).toEqual(new Set([0xffff_fffe]));
    expect(new Set(read.group)).toEqual(new Set([0xffff]));
    expect(new Set(read.role)).toEqual(new Set([0xff]));
    expect(read.role.buffer).toBe(buffer);
  });

  it('take as many bytes as they say: a header and whole cache lines', () => {
    expect(sizeColumns(KINDS, LENGTHS)).toBe(allocateColumns(KINDS, LENGTHS).byteLength);
    // Three doubles and five lengths are a line; then 24, 68, 66, 65 and no bytes.
    expect(sizeColumns(KINDS, LENGTHS)).toBe(64 + 64 + 128 + 128 + 128);
    expect(sizeColumns({ one: 'uint8' }, { one: 1 })).toBe(128);
  });

  it.each([
    [0, 1, /magic number/],
    [1, 1, /layout version 1, expected 2/],
    [2, 4, /hold 4 columns, expected 5/],
  ])('are refused when double %i of the header is %d', (at, value, message) => {
    const buffer = allocateColumns(KINDS, LENGTHS);
    new Float64Array(buffer)[at] = value;
    expect(() => openColumns(buffer, KINDS)).toThrow(message);
  });
});
