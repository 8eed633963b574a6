// Goal: what a user writes of models and books is understood, or refused with every fault. Method: tables.

import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/base/problem.ts';
import { parseModelIds } from '../../../src/experiment/backtest/model-id.ts';
import { parseBook, readBooks } from '../../../src/experiment/backtest/read-books.ts';

const assets = ['BTC', 'ETH', 'SOL'];

function codesOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidInputError) {
      return error.problems.map(({ code, place }) =>
        place === undefined ? code : `${code} ${place.line}:${place.column}`,
      );
    }
    throw error;
  }
  return [];
}

describe('names of models', () => {
  it('have an estimator, a parameter, a measure and tools', () => {
    expect(parseModelIds('historical, fhs-ewma@0.97-es,normal+floor+buffer')).toEqual([
      { text: 'historical', estimator: 'historical', parameter: 0, measure: 'value-at-risk', tools: [] },
      { text: 'fhs-ewma@0.97-es', estimator: 'fhs-ewma', parameter: 0.97, measure: 'expected-shortfall', tools: [] },
      {
        text: 'normal+buffer+floor',
        estimator: 'normal',
        parameter: 0,
        measure: 'value-at-risk',
        tools: ['buffer', 'floor'],
      },
    ]);
    expect(parseModelIds('student-t')[0].parameter).toBe(4);
  });

  it.each([
    ['', ['model-unknown']],
    ['historic', ['model-unknown']],
    ['historical,historical', ['model-repeated']],
    ['normal-ewma,normal-ewma@0.94', ['model-repeated']],
    ['student-t@3-es,student-t@3.0-es', ['model-repeated']],
    ['normal+cushion,garch', ['model-tool-unknown', 'model-unknown']],
    ['historical@3', ['model-parameter']],
    ['student-t@2', ['model-parameter']],
    ['fhs-ewma@1', ['model-parameter']],
  ])('%j is refused', (text, codes) => {
    expect(codesOf(() => parseModelIds(text))).toEqual(codes);
  });
});

describe('a portfolio in words', () => {
  it('has weights, as shares or per cent, and a name', () => {
    const book = parseBook('desk:BTC=0.5,ETH=-50%', assets, 0);
    expect(book).toMatchObject({ name: 'desk', holding: 'weights', kind: 'portfolio' });
    expect([...book.amounts]).toEqual([0.5, -0.5, 0]);
  });

  it('or sizes, and a number for a name', () => {
    const book = parseBook('BTC=2 units, SOL=-1e3 units', assets, 2);
    expect(book).toMatchObject({ name: 'portfolio 3', holding: 'sizes' });
    expect([...book.amounts]).toEqual([2, 0, -1000]);
  });

  it.each([
    ['BTC=0.5,DOGE=1', ['asset-unknown']],
    ['BTC=0.5,BTC=1', ['asset-repeated']],
    ['BTC=0.5,ETH=2 units', ['portfolio-mixed']],
    ['BTC=0', ['portfolio-amount']],
    ['BTC=much,XXX=1', ['portfolio-amount', 'asset-unknown']],
    ['BTC', ['portfolio-amount']],
  ])('%j is refused', (text, codes) => {
    expect(codesOf(() => parseBook(text, assets, 0))).toEqual(codes);
  });
});

describe('a portfolio file', () => {
  it('holds books row by row', () => {
    const text = 'portfolio,asset,weight\none,BTC,1\ntwo,ETH,-2\none,SOL,-1\n';
    const books = readBooks(text, 'p.csv', assets);
    expect(books.map(({ name, holding, amounts }) => [name, holding, [...amounts]])).toEqual([
      ['one', 'weights', [1, 0, -1]],
      ['two', 'weights', [0, -2, 0]],
    ]);
    expect(readBooks(text.replace('weight', 'size'), 'p.csv', assets)[0].holding).toBe('sizes');
  });

  it.each([
    ['portfolio,asset\none,BTC\n', ['portfolio-columns 1:1']],
    ['portfolio,asset,weight,size\none,BTC,1,1\n', ['portfolio-columns 1:1']],
    ['portfolio,asset,weight\n', ['portfolio-count 1:1']],
    [
      'portfolio,asset,weight\none,DOGE,1\none,BTC,x\n,BTC,1\n',
      ['asset-unknown 2:5', 'portfolio-amount 3:9', 'portfolio-name 4:1'],
    ],
    ['portfolio,asset,weight\none,BTC,1\none,BTC,1\n', ['asset-repeated 3:1']],
  ])('%j is refused', (text, codes) => {
    const found = codesOf(() => readBooks(text, 'p.csv', assets));
    for (const code of codes) expect(found).toContain(code);
  });
});
