/** All charts of the page: drawn from their specifications, drawn again when the theme changes. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { toChartConfiguration } from '../chart-config.ts';
import type { ChartSpec } from '../chart-specs/chart-spec.ts';
import { themes, type ThemeName } from '../palette.ts';
import { connectArrowKeys } from './arrow-keys.ts';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
const PRINT_WIDTH = 690;
const NARROW = 560;

export class ChartGallery {
  readonly #specs: readonly ChartSpec[];
  #charts: Chart[] = [];

  constructor(specs: readonly ChartSpec[]) {
    this.#specs = specs;
    for (const spec of specs) {
      const canvas = canvasOf(spec);
      if (canvas !== null) connectArrowKeys(canvas, spec, () => Chart.getChart(canvas));
    }
  }

  /** Draws every chart in the theme of the page, or in the one given. */
  draw(theme: ThemeName = this.#themeOfPage()): void {
    for (const chart of this.#charts) chart.destroy();
    this.#charts = this.#specs.flatMap((spec) => {
      const canvas = canvasOf(spec);
      if (canvas === null) return [];
      const config = toChartConfiguration(spec, {
        theme: themes[theme],
        fontFamily: FONT_FAMILY,
        fontSize: window.innerWidth < NARROW ? 11 : 13,
        titled: false,
        lineScale: 1,
      });
      // Twice the pixels, so that a printed page is sharp.
      config.options = { ...config.options, devicePixelRatio: Math.max(2, window.devicePixelRatio) };
      return [new Chart(canvas, config)];
    });
  }

  toggleTheme(): void {
    const next = this.#themeOfPage() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    this.draw();
  }

  /** Light colours and the width of a page of paper. */
  drawForPrint(): void {
    this.draw('light');
    for (const chart of this.#charts) chart.resize(PRINT_WIDTH, Math.round(PRINT_WIDTH * 0.46));
  }

  #themeOfPage(): ThemeName {
    const chosen = document.documentElement.dataset.theme;
    if (chosen === 'dark' || chosen === 'light') return chosen;
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
}

function canvasOf(spec: ChartSpec): HTMLCanvasElement | null {
  return document.querySelector<HTMLCanvasElement>(`#canvas-${CSS.escape(spec.id)}`);
}
