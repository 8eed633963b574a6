// Builds dist/ from src/: TypeScript through tsc, the chart renderer and the report's browser script through esbuild,
// and the font. Nothing is deleted first, so that a build beside running tests disturbs nobody; files whose source is
// gone are removed at the end.
//
// How src/report loads what is built here. A file directly in src/report/ and its output in dist/report/ lie equally
// deep, so one relative URL finds dist/ from both (vitest runs the former, users the latter); one `../` more for each
// folder deeper:
//
//   import { createRequire } from 'node:module';
//   import { fileURLToPath } from 'node:url';
//   import type * as Canvas from '@napi-rs/canvas';
//   import type * as Renderer from 'chartjs-node-canvas';   // types only: the package is not installed with ours
//
//   const require = createRequire(import.meta.url);
//   const built = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
//   const { ChartJSNodeCanvas } = require(built('vendor/chartjs-node-canvas.cjs')) as typeof Renderer;
//   const { GlobalFonts } = require('@napi-rs/canvas') as typeof Canvas;
//   // null means that no text would be drawn, without any error: throw on it.
//   GlobalFonts.registerFromPath(built('report/assets/fonts/DejaVuSans.ttf'), 'Report');
//   GlobalFonts.registerFromPath(built('report/assets/fonts/DejaVuSans-Bold.ttf'), 'Report');
//
// Register before the first chart; in chartCallback set defaults.font.family = 'Report', defaults.locale = 'en-US' and
// devicePixelRatio = 1. Load Chart.js plugins with `require` as well: an imported one registers on another copy.
// The HTML report embeds dist/report/assets/report.js and *.css.

import { spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
const dist = join(root, 'dist');
const vendor = join(dist, 'vendor');
const assets = join(dist, 'report', 'assets');
const browser = join(source, 'report', 'browser');
const fonts = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

async function compile() {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const code = await new Promise((resolve, reject) => {
    spawn(process.execPath, [tsc, '-p', root], { cwd: root, stdio: 'inherit' })
      .on('error', reject)
      .on('close', resolve);
  });
  if (code !== 0) throw new Error(`tsc ended with code ${code}`);
}

/** Bundles chartjs-node-canvas, whose dependency `canvas` compiles native code, onto @napi-rs/canvas, which does not. */
async function vendorRenderer() {
  const outfile = join(vendor, 'chartjs-node-canvas.cjs');
  const result = await build({
    absWorkingDir: root,
    entryPoints: [require.resolve('chartjs-node-canvas')],
    outfile,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['chart.js', 'chart.js/*', '@napi-rs/canvas', '@napi-rs/canvas/*'],
    plugins: [{ name: 'bundled-canvas', setup: answerCanvasFromBundle }],
    logLevel: 'warning',
  });
  await writeLicences(result.metafile, join(vendor, 'chartjs-node-canvas.LICENSE.txt'));
}

/** The renderer asks for `canvas` by a name computed at run time, which a bundler cannot follow. */
function answerCanvasFromBundle({ onLoad }) {
  onLoad({ filter: /freshRequire\.js$/ }, async ({ path }) => {
    const original = await readFile(path, 'utf8');
    const answered = `${original}
const fresh = exports.freshRequire;
const canvas = require('canvas');
exports.freshRequire = (name) => (name === 'canvas' ? canvas : fresh(name));`;
    return { contents: answered, loader: 'js' };
  });
}

/** Bundles the script and minifies the style sheets that the HTML report carries inside itself. */
async function bundleBrowser() {
  const entry = join(browser, 'main.ts');
  if (!existsSync(entry)) return;
  const shared = { absWorkingDir: root, bundle: true, minify: true, target: ['es2022'], logLevel: 'warning' };
  const result = await build({
    ...shared,
    entryPoints: [entry],
    outfile: join(assets, 'report.js'),
    format: 'iife',
    platform: 'browser',
    charset: 'utf8',
    legalComments: 'eof',
    metafile: true,
    tsconfigRaw: {},
  });
  await writeLicences(result.metafile, join(assets, 'report.LICENSE.txt'));
  const sheets = (await readdir(browser)).filter((name) => name.endsWith('.css'));
  for (const sheet of sheets) {
    await build({ ...shared, entryPoints: [join(browser, sheet)], outfile: join(assets, sheet) });
  }
}

async function copyFonts() {
  const font = dirname(require.resolve('dejavu-fonts-ttf/package.json'));
  const target = join(assets, 'fonts');
  await mkdir(target, { recursive: true });
  await copyFile(join(font, 'LICENSE'), join(target, 'LICENSE'));
  for (const name of fonts) await copyFile(join(font, 'ttf', name), join(target, name));
}

/** Writes the licence of every package that a bundle contains; one without a licence file fails the build. */
async function writeLicences(metafile, outfile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(match[1]);
  }
  const texts = [];
  for (const folder of [...packages].sort()) {
    const { name, version } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const file = (await readdir(join(root, folder))).find((entry) => /^licen[sc]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} is bundled, but has no licence file`);
    texts.push(`${name} ${version}\n\n${(await readFile(join(root, folder, file), 'utf8')).trim()}\n`);
  }
  await mkdir(dirname(outfile), { recursive: true });
  await writeFile(outfile, texts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** Removes compiled files whose source was renamed or deleted: `files` in package.json would publish them. */
async function removeStale() {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || path.startsWith(vendor) || path.startsWith(assets)) continue;
    const name = basename(path).replace(/\.(d\.(c?)ts|(c?)js|(c?)js\.map)$/, '.$2$3$4ts');
    const origin = join(source, relative(dist, dirname(path)), name);
    if (!existsSync(origin)) await rm(path, { force: true });
  }
}

const failed = (await Promise.allSettled([compile(), vendorRenderer(), bundleBrowser(), copyFonts()])).filter(
  ({ status }) => status === 'rejected',
);
for (const { reason } of failed) console.error(`build: ${reason.message}`);
if (failed.length > 0) process.exit(1);
await removeStale();
const main = join(dist, 'main.js');
if (existsSync(main)) await chmod(main, 0o755);
