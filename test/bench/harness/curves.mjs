/**
 * Draws how cost grows: one picture of small panels for the watch and one for the whole simulator, one panel a
 * quantity, both axes logarithmic and the vertical one the same in all panels of a picture. Uses the renderer, font and
 * colours of the reports.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { COLOUR, themes } from '../../../dist/report/palette.js';
import { median } from './measure.mjs';
import { significant } from './print.mjs';

const require = createRequire(import.meta.url);
const builtPath = (path) => fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url));
const { ChartJSNodeCanvas } = require(builtPath('vendor/chartjs-node-canvas.cjs'));
const { createCanvas, GlobalFonts, loadImage } = require('@napi-rs/canvas');

const FONT = 'Report';
const PANEL = { width: 760, height: 520, perRow: 3 };
const HEADER = 175;
const theme = themes.light;
/** What a line is, by the name of its figure. */
const LINES = {
  'graded lazy rescan': {
    colour: COLOUR.blue,
    marker: 'circle',
    label: 'Aftershock: looks only at accounts that may be in breach',
  },
  'naive sweep': { colour: COLOUR.vermilion, marker: 'triangle', label: 'naive: looks at every account at every tick' },
  'whole simulator': { colour: COLOUR.blue, marker: 'circle', label: 'one path of the whole simulator, one thread' },
};
const QUANTITIES = {
  accounts: 'Accounts',
  positions: 'Positions an account',
  instruments: 'Instruments',
  ticks: 'Price ticks in the same day',
  volatility: 'Volatility, times the usual',
  leverage: 'Highest leverage of any account',
};
const PICTURES = {
  watch: {
    file: 'watch-growth.png',
    title: 'What it costs to know who breaches, over one day with a crash',
  },
  simulator: { file: 'simulator-growth.png', title: 'What a simulated day of October 2025 costs, everything included' },
};

/** @param results of `growth`; @returns the files written into `folder` */
export async function drawCurves(
  results,
  folder = fileURLToPath(new URL('../../../docs/performance/', import.meta.url)),
) {
  for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']) {
    GlobalFonts.registerFromPath(builtPath(`report/assets/fonts/${file}`), FONT);
  }
  mkdirSync(folder, { recursive: true });
  const files = [];
  for (const [of, picture] of Object.entries(PICTURES)) {
    const points = results.filter(({ part }) => part?.of === of);
    if (points.length === 0) continue;
    const png = await drawPicture(picture, points);
    writeFileSync(`${folder}/${picture.file}`, png);
    files.push(picture.file);
  }
  return files;
}

async function drawPicture({ title }, results) {
  const quantities = [...new Set(results.map(({ part }) => part.vary))];
  const panels = quantities.map((vary) => linesOf(results.filter(({ part }) => part.vary === vary)));
  const times = panels.flatMap((lines) => lines.flatMap(({ points }) => points.map(({ y }) => y)));
  const range = [10 ** Math.floor(Math.log10(Math.min(...times))), 10 ** Math.ceil(Math.log10(Math.max(...times)))];
  const columns = Math.min(PANEL.perRow, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const canvas = createCanvas(columns * PANEL.width, HEADER + rows * PANEL.height);
  const context = canvas.getContext('2d');
  context.fillStyle = theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawHeader(context, title, subtitleOf(results), panels[0]);
  const renderer = new ChartJSNodeCanvas({
    width: PANEL.width,
    height: PANEL.height,
    backgroundColour: theme.background,
    chartCallback: ({ defaults }) => {
      defaults.font.family = FONT;
      defaults.locale = 'en-US';
      defaults.devicePixelRatio = 1;
    },
  });
  for (const [n, lines] of panels.entries()) {
    const image = await loadImage(await renderer.renderToBuffer(panelOf(QUANTITIES[quantities[n]], lines, range)));
    context.drawImage(image, (n % columns) * PANEL.width, HEADER + Math.floor(n / columns) * PANEL.height);
  }
  return canvas.toBuffer('image/png');
}

function linesOf(results) {
  const names = results[0].figures.map(({ name }) => name);
  return names.map((name) => ({
    ...LINES[name],
    points: results.map(({ part, figures }) => ({
      x: part.value,
      y: median(figures.find((row) => row.name === name).values) / 1000,
    })),
  }));
}

function subtitleOf(results) {
  const rounds = Math.max(...results.map(({ figures }) => figures[0].values.length));
  const how = rounds === 1 ? 'One run' : `Median of ${rounds} runs`;
  return `${results[0].part.base}; in each panel one of these is changed. ${how} on one core; lower is better.`;
}

function drawHeader(context, title, subtitle, lines) {
  context.fillStyle = theme.text;
  context.font = `bold 36px ${FONT}`;
  context.fillText(title, 16, 52);
  context.fillStyle = theme.mutedText;
  context.font = `22px ${FONT}`;
  context.fillText(subtitle, 16, 92);
  let x = 16;
  for (const { colour, label, marker } of lines) {
    context.fillStyle = theme.series[colour];
    context.fillRect(x, 126, 44, 6);
    drawMarker(context, marker, x + 22, 129);
    context.fillStyle = theme.text;
    context.fillText(label, x + 56, 137);
    x += 56 + context.measureText(label).width + 60;
  }
}

function drawMarker(context, marker, x, y) {
  context.beginPath();
  if (marker === 'circle') context.arc(x, y, 9, 0, 2 * Math.PI);
  else
    for (const [dx, dy] of [
      [0, -11],
      [10, 8],
      [-10, 8],
    ])
      context.lineTo(x + dx, y + dy);
  context.fill();
}

function panelOf(quantity, lines, [yMin, yMax]) {
  const xs = lines[0].points.map(({ x }) => x);
  const tick = { color: theme.mutedText, font: { size: 20 } };
  return {
    type: 'line',
    data: {
      datasets: lines.map(({ colour, marker, points }) => ({
        data: points,
        borderColor: theme.series[colour],
        backgroundColor: theme.series[colour],
        borderWidth: 4,
        pointStyle: marker,
        pointRadius: 7,
        clip: false,
      })),
    },
    options: {
      animation: false,
      layout: { padding: { left: 16, right: 36, top: 8, bottom: 16 } },
      scales: {
        x: {
          type: 'logarithmic',
          min: xs[0],
          max: xs.at(-1),
          grid: { color: theme.grid },
          afterBuildTicks: (scale) => (scale.ticks = xs.map((value) => ({ value }))),
          ticks: {
            ...tick,
            autoSkip: true,
            autoSkipPadding: 14,
            maxRotation: 0,
            callback: (value) => shortNumber(value),
          },
        },
        y: {
          type: 'logarithmic',
          title: { display: true, text: 'processor time for the day', color: theme.mutedText, font: { size: 20 } },
          min: yMin,
          max: yMax,
          grid: { color: theme.grid },
          afterBuildTicks: (scale) => (scale.ticks = decades(yMin, yMax).map((value) => ({ value }))),
          ticks: { ...tick, callback: (value) => timeText(value) },
        },
      },
      plugins: {
        legend: { display: false },
        title: {
          display: true,
          align: 'start',
          text: quantity,
          color: theme.text,
          font: { size: 24, weight: 'bold' },
          padding: { bottom: 4 },
        },
        subtitle: {
          display: true,
          align: 'start',
          text: growthText(lines),
          color: theme.mutedText,
          font: { size: 19 },
          padding: { bottom: 14 },
        },
      },
    },
  };
}

/** What ten times as much does to the time (the slope of a straight line through the points), and how far lines lie apart. */
function growthText(lines) {
  const [first, ...others] = lines.map(({ points }) => `${significant(10 ** slopeOf(points), 2)}x`);
  if (others.length === 0) return [`ten times as much takes ${first} the time`];
  const apart = lines[0].points.map(({ y }, k) => lines[1].points[k].y / y);
  const [low, high] = [Math.min(...apart), Math.max(...apart)].map((value) => significant(value, 2));
  return [
    `ten times as much: Aftershock ${first}, naive ${others[0]} the time`,
    `Aftershock is ${low} to ${high} times as fast`,
  ];
}

function slopeOf(points) {
  const xs = points.map(({ x }) => Math.log10(x));
  const ys = points.map(({ y }) => Math.log10(y));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [xMean, yMean] = [mean(xs), mean(ys)];
  const shared = xs.reduce((sum, x, k) => sum + (x - xMean) * (ys[k] - yMean), 0);
  return shared / xs.reduce((sum, x) => sum + (x - xMean) ** 2, 0);
}

function decades(from, to) {
  const values = [];
  for (let power = Math.round(Math.log10(from)); power <= Math.round(Math.log10(to)); power += 1)
    values.push(10 ** power);
  return values;
}

function shortNumber(value) {
  if (value >= 1e6) return `${significant(value / 1e6, 3)} M`;
  return value >= 10_000 ? `${significant(value / 1000, 3)} k` : significant(value, 3);
}

function timeText(seconds) {
  return seconds < 1 ? `${significant(seconds * 1000, 3)} ms` : `${significant(seconds, 3)} s`;
}
