/**
 * Goal: a stream is its name. Method: pinned first draws (they may pin a fault of the generator, and say when it
 * changes), and correlations between streams whose names are as similar as names get.
 */
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/assert.ts';
import { createStream, type Stream } from '../../src/numeric/stream.ts';

function draw(stream: Stream, count: number): number[] {
  return Array.from({ length: count }, () => stream.uniform());
}

describe('a stream', () => {
  it('keeps its first draws', () => {
    const stream = createStream('seed', 'path', 0, 'price');
    expect(draw(stream, 4)).toEqual([
      0.18139277521589037, 0.16096304105668402, 0.09837763467204552, 0.9585333274438108,
    ]);
    expect(createStream('7', 'path', 0).uniform()).toBe(0.06029933046085867);
  });

  it('has 53 random bits', () => {
    const stream = createStream('seed', 'bits');
    const values = draw(stream, 1_000);
    expect(values.every((value) => Number.isInteger(value * 2 ** 53))).toBe(true);
    expect(values.some((value) => !Number.isInteger(value * 2 ** 50))).toBe(true);
  });

  it('never yields an end of the open interval', () => {
    const stream = createStream('seed', 'open');
    for (let i = 0; i < 10_000; i += 1) {
      const value = stream.uniformOpen();
      expect(value > 0 && value < 1).toBe(true);
    }
  });

  it('draws whole numbers evenly', () => {
    const stream = createStream('seed', 'integer');
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 70_000; i += 1) counts[stream.integer(7)]! += 1;
    // Binomial(70,000, 1/7) has standard deviation 93.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * 93);
    expect(() => stream.integer(0)).toThrow(InvariantError);
    expect(() => stream.integer(2.5)).toThrow(InvariantError);
  });

  it('is told apart by every part of its name', () => {
    const streams = [
      createStream('a/b'),
      createStream('a', 'b'),
      createStream('a', 'b', ''.padEnd(1)),
      createStream('a', '1'),
      createStream('a', 1),
      createStream('a', 11),
      createStream('a', 1, 1),
      createStream('a', '#1/'),
      createStream('1:a/'),
    ];
    expect(new Set(streams.map((stream) => stream.uniform())).size).toBe(streams.length);
  });

  it('is the same whether created at once or derived', () => {
    const parent = createStream('seed', 'path', 3);
    draw(parent, 10);
    expect(draw(parent.derive('price', 1), 5)).toEqual(draw(createStream('seed', 'path', 3, 'price', 1), 5));
  });

  it('is not moved by other streams', () => {
    const alone = draw(createStream('seed', 'price'), 20);
    const first = createStream('seed', 'price');
    const second = createStream('seed', 'agents');
    const mixed: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      mixed.push(first.uniform());
      draw(second, i);
    }
    expect(mixed).toEqual(alone);
  });

  it('is uncorrelated with streams of similar names', () => {
    const count = 4_000;
    const streams = ['s1', 's2', 's3', 's11'].flatMap((root) => [0, 1, 2].map((i) => createStream(root, 'path', i)));
    const columns = streams.map((stream) => draw(stream, count).map((value) => (value - 0.5) * Math.sqrt(12)));
    let worst = 0;
    for (let a = 0; a < columns.length; a += 1) {
      for (let b = 0; b < a; b += 1) {
        for (const lag of [0, 1]) {
          let sum = 0;
          for (let i = lag; i < count; i += 1) sum += columns[a]![i]! * columns[b]![i - lag]!;
          worst = Math.max(worst, Math.abs(sum / Math.sqrt(count - lag)));
        }
      }
    }
    // The largest of 132 standard normals is below 4.3 with probability 0.998.
    expect(worst).toBeLessThan(4.3);
  });

  it('refuses a seed or name that is absent or empty', () => {
    expect(() => createStream('')).toThrow(InvariantError);
    expect(() => createStream(undefined as unknown as string)).toThrow(InvariantError);
    expect(() => createStream('seed', '')).toThrow(InvariantError);
    expect(() => createStream('seed', 0.5)).toThrow(InvariantError);
    expect(() => createStream('seed').derive()).toThrow(InvariantError);
  });
});
