/** The page's script: draws the charts, filters the events, copies and saves tables. Bundled into the page itself. */
import type { ChartSpec } from '../chart-specs/chart-spec.ts';
import { ChartGallery } from './chart-gallery.ts';
import { connectCopyButtons } from './copy-buttons.ts';
import { connectEventFilter } from './event-filter.ts';
import { connectPrinting } from './printing.ts';

const data = document.getElementById('chart-data')?.textContent ?? '[]';
const specs = JSON.parse(data) as readonly ChartSpec[];
const gallery = new ChartGallery(specs);

gallery.draw();
connectCopyButtons(specs);
connectEventFilter();
connectPrinting(gallery);

document.getElementById('theme')?.addEventListener('click', () => gallery.toggleTheme());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => gallery.draw());
// Tests and people with a console can see that everything above ran.
document.documentElement.dataset.ready = 'true';
