/** On paper everything is open, everything is light, and charts are as wide as the page. */
import type { ChartGallery } from './chart-gallery.ts';

export function connectPrinting(gallery: ChartGallery): void {
  let closed: HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) {
      if (details.open) continue;
      details.open = true;
      closed.push(details);
    }
    gallery.drawForPrint();
  });
  window.addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
    closed = [];
    gallery.draw();
  });
}
