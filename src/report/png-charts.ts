/**
 * Charts as PNG files. Same bytes on every machine: the font is our own, the locale is fixed, and a picture pixel is
 * one pixel. Does not decide what is drawn: that is the specification's.
 */
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import type * as Canvas from '@napi-rs/canvas';
import type * as Renderer from 'chartjs-node-canvas';
import { toChartConfiguration, type ChartStyle } from './chart-config.ts';
import type { ChartSpec } from './chart-specs/chart-spec.ts';
import { builtPath } from './files.ts';
import { themes } from './palette.ts';

export interface PngChart {
  readonly id: string;
  readonly png: Uint8Array;
}

const WIDTH = 1600;
const HEIGHT = 900;
const FONT = 'Report';
const FONT_FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

const style: ChartStyle = { theme: themes.light, fontFamily: FONT, fontSize: 20, titled: true, lineScale: 1.5 };

let renderer: Renderer.ChartJSNodeCanvas | undefined;

/** One renderer for all charts: each one loads Chart.js anew. Loaded late, because it costs a tenth of a second. */
function openRenderer(): Renderer.ChartJSNodeCanvas {
  if (renderer !== undefined) return renderer;
  const require = createRequire(import.meta.url);
  const { ChartJSNodeCanvas } = require(builtPath('vendor/chartjs-node-canvas.cjs')) as typeof Renderer;
  const { GlobalFonts } = require('@napi-rs/canvas') as typeof Canvas;
  for (const file of FONT_FILES) {
    // Without a font the canvas draws no text and reports nothing.
    if (GlobalFonts.registerFromPath(builtPath(`report/assets/fonts/${file}`), FONT) === null) {
      throw new Error(`the font ${file} of the charts cannot be read; run the build again`);
    }
  }
  renderer = new ChartJSNodeCanvas({
    width: WIDTH,
    height: HEIGHT,
    backgroundColour: themes.light.background,
    chartCallback: ({ defaults }) => {
      defaults.font.family = FONT;
      defaults.locale = 'en-US';
      defaults.devicePixelRatio = 1;
    },
  });
  return renderer;
}

/** Draws each chart in turn. */
export async function drawPngCharts(specs: readonly ChartSpec[]): Promise<readonly PngChart[]> {
  const charts: PngChart[] = [];
  for (const spec of specs) {
    const png = await openRenderer().renderToBuffer(toChartConfiguration(spec, style));
    charts.push({ id: spec.id, png });
    // The canvas frees its native memory only once the event loop turns; in a tight loop it never does.
    await setImmediate();
  }
  return charts;
}
