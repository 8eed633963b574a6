/** Sizes and speeds of the machine's work, short: `1.9 M`, `412 MB`, `12.3 s`. */

export function formatRate(count: number): string {
  const scales = [
    [1e9, ' bn'],
    [1e6, ' M'],
    [1e3, ' k'],
  ] as const;
  const [scale, name] = scales.find(([size]) => count >= size) ?? [1, ''];
  return `${Number((count / scale).toPrecision(3))}${name}`;
}

export function formatBytes(bytes: number): string {
  return `${formatRate(bytes)}B`.replace(' bnB', ' GB').replace(' MB', ' MB').replace(' kB', ' kB');
}

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(seconds < 10 ? 2 : 3))} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${Math.round(seconds - minutes * 60)} s`;
}
