// Goal: the page works where people open it: from a file, offline, in a real browser. Method: Chromium without a
// network; every request, message and error is collected.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCharts } from '../../src/report/chart-specs/all-charts.ts';
import { readAsset } from '../../src/report/files.ts';
import { buildPage } from '../../src/report/html/page.ts';
import { buildJUnit } from '../../src/report/junit.ts';
import { makeRun, type FixtureOptions } from './fixture.ts';

const CHROMIUM = '/usr/bin/chromium';
const hasBrowser = existsSync(CHROMIUM);
const SECTIONS = [
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
];
const hostileText = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1"><svg onload="window.pwned=1">`;

interface Opened {
  readonly page: Page;
  /** Requests for anything but the file itself, messages on the console, uncaught errors. */
  readonly trouble: string[];
}

describe.skipIf(!hasBrowser)(`the page in a browser${hasBrowser ? '' : ` (skipped: there is no ${CHROMIUM})`}`, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'aftershock-browser-'));

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: FixtureOptions = {}, view: { dark?: boolean; width?: number } = {}): Promise<Opened> {
    const run = makeRun(options);
    const path = join(folder, 'report.html');
    writeFileSync(
      path,
      buildPage(run, buildCharts(run), { script: readAsset('report.js'), style: readAsset('report.css') }),
    );
    const page = await browser.newPage({
      viewport: { width: view.width ?? 1280, height: 900 },
      colorScheme: view.dark === true ? 'dark' : 'light',
    });
    const trouble: string[] = [];
    const url = pathToFileURL(path).href;
    page.on('request', (request) => {
      if (request.url() !== url) trouble.push(`request for ${request.url()}`);
    });
    page.on('console', (message) => trouble.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
    await page.goto(url);
    await page.waitForSelector('html[data-ready]');
    return { page, trouble };
  }

  /** Number of different colours in each canvas: one means that nothing was painted. */
  function coloursOf(page: Page): Promise<Record<string, number>> {
    return page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('canvas')].map((canvas) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return [canvas.id, new Set(new Uint32Array(data.buffer)).size];
        }),
      ),
    );
  }

  it('paints every chart, asks for nothing and complains about nothing', async () => {
    const { page, trouble } = await open();
    const colours = await coloursOf(page);
    expect(Object.keys(colours)).toHaveLength(8);
    for (const count of Object.values(colours)) expect(count).toBeGreaterThan(10);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it.each([
    ['dark', {}, { dark: true }],
    ['narrow', {}, { width: 360 }],
    ['calm', { calm: true }, {}],
    ['one path', { paths: 1, failedPath: null }, {}],
    ['many instruments', { symbols: Array.from({ length: 24 }, (_, k) => `C${k}`), paths: 4 }, { width: 700 }],
    ['no finished path', { paths: 1, failedPath: 0 }, {}],
  ] satisfies [string, FixtureOptions, { dark?: boolean; width?: number }][])(
    'fits and is quiet: %s',
    async (_, options, view) => {
      const { page, trouble } = await open(options, view);
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content).toBeLessThanOrEqual(window!);
      expect(trouble).toEqual([]);
      await page.close();
    },
  );

  it('runs nothing that a scenario brought along', async () => {
    const { page, trouble } = await open({ hostileText, symbols: [hostileText, 'ETH'], paths: 4 });
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
    expect(await page.locator('img, svg, iframe').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toBe(hostileText);
    expect(await page.title()).toContain(hostileText);
    expect(trouble).toEqual([]);
    await page.close();
  });

  it('filters the list of events by words, and without words', async () => {
    const { page } = await open();
    const shown = () => page.locator('#events tbody tr:visible').count();
    const all = await shown();
    await page.fill('#event-filter', 'halted btc');
    const halts = await shown();
    expect(halts).toBeGreaterThan(0);
    expect(halts).toBeLessThan(all);
    expect(await page.locator('#event-count').textContent()).toBe(`${halts} of ${all} events`);
    await page.fill('#event-filter', '-halted');
    expect(await shown()).toBe(all - (await page.locator('#events tbody tr', { hasText: 'Trading halted' }).count()));
    await page.fill('#event-filter', '');
    expect(await shown()).toBe(all);
    await page.close();
  });

  it('hands out the numbers behind a chart', async () => {
    const { page, trouble } = await open();
    await page.click('#chart-prices summary');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-download="prices"]')]);
    expect(download.suggestedFilename()).toBe('prices.csv');
    await page.click('[data-copy="prices"]');
    await page.locator('[data-copy="prices"]', { hasText: 'Copied' }).waitFor();
    expect(trouble.filter((line) => !line.startsWith('request for blob:'))).toEqual([]);
    await page.close();
  });

  it('changes its theme and reads out values for the keyboard', async () => {
    const { page } = await open();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.click('#theme');
    expect(await ground()).not.toBe(light);
    await page.focus('#canvas-prices');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#chart-live').textContent()).toMatch(/^12 Mar 00:15: BTC index .* %, BTC mark/);
    await page.close();
  });

  it('prints everything: opened, light, charts within the page', async () => {
    const { page } = await open({}, { dark: true });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    for (const id of SECTIONS) expect(await page.locator(`#${id}`).isVisible(), id).toBe(true);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    const corner = await page.evaluate(() => [
      ...document.querySelector('canvas')!.getContext('2d')!.getImageData(2, 2, 1, 1).data,
    ]);
    expect(corner).toEqual([255, 255, 255, 255]);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.locator('details:not([open])').count()).toBeGreaterThan(5);
    await page.close();
  });

  it('finds junit.xml well-formed, whatever stands in it', async () => {
    const page = await browser.newPage();
    const faults = await page.evaluate(
      (texts) =>
        texts.map(
          (text) => new DOMParser().parseFromString(text, 'text/xml').querySelector('parsererror')?.textContent,
        ),
      [buildJUnit(makeRun()), buildJUnit(makeRun({ hostileText: `${hostileText}\u0000\u001b]]>&\ud800` }))],
    );
    expect(faults).toEqual([undefined, undefined]);
    await page.close();
  });
});
