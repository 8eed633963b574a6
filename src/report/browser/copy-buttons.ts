/** Buttons that copy or save: the numbers behind a chart as CSV, the command that reproduces the run. */
import type { ChartSpec } from '../chart-specs/chart-spec.ts';
import { csvOf } from '../chart-specs/chart-table.ts';

export function connectCopyButtons(specs: readonly ChartSpec[]): void {
  const csvFor = (id: string | undefined) => {
    const spec = specs.find((candidate) => candidate.id === id);
    return spec === undefined ? '' : csvOf(spec);
  };
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.addEventListener('click', () => void copy(button, csvFor(button.dataset.copy)));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-download]')) {
    button.addEventListener('click', () => download(`${button.dataset.download}.csv`, csvFor(button.dataset.download)));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy-text]')) {
    button.addEventListener('click', () => {
      const source = document.getElementById(button.dataset.copyText ?? '');
      void copy(button, source?.textContent ?? '');
    });
  }
}

async function copy(button: HTMLButtonElement, text: string): Promise<void> {
  const done = (await copyByClipboard(text)) || copyBySelection(text);
  const label = button.textContent;
  button.textContent = done ? 'Copied' : 'Cannot copy here';
  setTimeout(() => {
    button.textContent = label;
  }, 1_500);
}

async function copyByClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Some browsers have no clipboard for pages that were opened from a file. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
