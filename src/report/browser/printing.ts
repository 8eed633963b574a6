/** On paper everything is open, everything is light, and charts are as wide as the page. */
import type { ChartGallery } from './chart-gallery.ts';

export function connectPrinting(gallery: ChartGallery): void {
  let closed: HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details')].filter((details) => !details.open);
    for (const details of closed) details.open = true;
    gallery.drawForPrint();
  });
  window.addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
    gallery.draw();
  });
}
