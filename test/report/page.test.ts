// Goal: the page is one inert file that says everything. Method: its text is searched; a browser looks at it in
// report-browser.test.ts.

import { describe, expect, it } from 'vitest';
import { digestOfText } from '../../src/base/fingerprint.ts';
import type { RunResult } from '../../src/experiment/run-result.ts';
import { buildCharts } from '../../src/report/chart-specs/all-charts.ts';
import { readAsset } from '../../src/report/files.ts';
import { html, jsonForScript } from '../../src/report/html/markup.ts';
import { buildPage } from '../../src/report/html/page.ts';
import { makeRun, type FixtureOptions } from './fixture.ts';

const assets = { script: readAsset('report.js'), style: readAsset('report.css') };

function pageOf(result: RunResult): string {
  return buildPage(result, buildCharts(result), assets);
}

function page(options: FixtureOptions = {}): string {
  return pageOf(makeRun(options));
}

const hostile = `</script><img src=x onerror="window.pwned=1"><!--'"&\u202e\u0000\u2028`;

describe('markup', () => {
  it('escapes every value, in text and in attributes', () => {
    expect(html`<p title="${'"><b>'}">${'<i>&\u0027'}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;&amp;&#39;</p>',
    );
  });

  it('takes markup as it is, lists one by one, and null as nothing', () => {
    expect(html`${[html`<b>1</b>`, '<', null, 2]}`.text).toBe('<b>1</b>&lt;2');
  });

  it('shows control and reordering characters as a replacement', () => {
    expect(html`${'a\u0000b\u202ec'}`.text).toBe('a\ufffdb\ufffdc');
  });

  it('lets no tag begin inside a script', () => {
    const text = jsonForScript({ a: hostile, b: Number.NaN });
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual({ a: hostile, b: null });
  });
});

describe('the page', () => {
  it('is the same text each time, and small', () => {
    expect(page() === page()).toBe(true);
    expect(Buffer.byteLength(page())).toBeLessThan(2_000_000);
    expect(Buffer.byteLength(page({ paths: 60, failedPath: null }))).toBeLessThan(2_000_000);
  });

  it('names nothing outside itself', () => {
    const text = page()
      .replace(/<script[\s\S]*?<\/script>/g, '')
      .replace(/<style>[\s\S]*?<\/style>/, '');
    expect(/\b(?:src|href)="(?!#)/.test(text)).toBe(false);
    expect(/https?:/.test(text)).toBe(false);
    expect(/\bstyle="/.test(text)).toBe(false);
    expect(/\son[a-z]+="/.test(text)).toBe(false);
  });

  it('allows by hash exactly the script and the style that it holds', () => {
    const text = page();
    const source = (content: string) => `sha256-${Buffer.from(digestOfText(content), 'hex').toString('base64')}`;
    const script = /<script>([\s\S]*?)<\/script>/.exec(text)![1]!;
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1]!;
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!.replaceAll('&#39;', "'");
    expect(policy).toBe(
      `default-src 'none'; script-src '${source(script)}'; style-src '${source(style)}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it('puts what failed first, then the verdict', () => {
    const ids = [...page().matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([
      'failed',
      'verdict',
      'findings',
      'measures',
      'charts',
      'paths',
      'instruments',
      'events',
      'reproduce',
      'assumptions',
      'method',
    ]);
  });

  it('has its headings in order and labels that exist', () => {
    const text = page().replace(/<script[\s\S]*?<\/script>/g, '');
    const levels = [...text.matchAll(/<h([1-6])[ >]/g)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, k) => expect(level - (levels[k - 1] ?? level)).toBeLessThanOrEqual(1));
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, label] of text.matchAll(/aria-labelledby="([^"]+)"/g)) expect(ids).toContain(label);
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('marks an interrupted run', () => {
    const run = makeRun({ failedPath: null });
    const text = pageOf({ ...run, summary: { ...run.summary, partial: true, pathsPlanned: 64 } });
    expect(text.includes('Interrupted: 32 of 64 planned paths finished.')).toBe(true);
  });

  it('takes the milder of two middle falls, as findings and measures do, and the deepest for the worst', () => {
    const run = makeRun({ symbols: ['BTC'], paths: 4, failedPath: null });
    const falls = [0.4, 0.1, 0.3, 0.2];
    const outcomes = run.outcomes.map((outcome, k) => ({
      ...outcome,
      tally: { ...outcome.tally, markLowLog: [Math.log(1 - falls[k]!)] },
    }));
    expect(pageOf({ ...run, outcomes })).toMatch(/-20 % <span class="interval">\(-40 %\)/);
  });

  it('says that there is no result when no path finished', () => {
    expect(page({ paths: 1, failedPath: 0 }).includes('No path finished: there is no result.')).toBe(true);
  });
});

describe('strangers', () => {
  it('cannot put a tag into the page with any text of a scenario', () => {
    const text = page({ hostileText: hostile, symbols: [hostile, 'ETH', 'BNB', 'XRP'] });
    // Compared as booleans: a failure should not print the page.
    expect(text.includes('<img')).toBe(false);
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text.match(/<\/script>/g)).toHaveLength(2);
    expect([text.includes('\u0000'), text.includes('\u202e')]).toEqual([false, false]);
  });

  it('cannot break it with numbers that are none', () => {
    const run = makeRun();
    const bad = (value: number) => {
      const estimate = { value, interval: { low: value, high: null, level: 0.95 } };
      const measures = run.summary.measures.map((measure) => ({
        ...measure,
        mean: estimate,
        median: estimate,
        p95: estimate,
        max: value,
      }));
      const verdicts = run.summary.verdicts.map((verdict) => ({ ...verdict, value, limit: value }));
      return pageOf({ ...run, summary: { ...run.summary, measures, verdicts } });
    };
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const text = bad(value);
      expect(text.includes('n/a')).toBe(true);
      expect(/NaN|Infinity/.test(text.replace(/<script[\s\S]*?<\/script>/g, ''))).toBe(false);
    }
  });
});
