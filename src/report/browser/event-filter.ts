/** The box above the list of events: every word must occur in a line, `-word` must not. */

export function connectEventFilter(): void {
  const input = document.querySelector<HTMLInputElement>('#event-filter');
  const count = document.getElementById('event-count');
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('#events tbody tr')];
  if (input === null || count === null) return;
  const texts = rows.map((row) =>
    [...row.cells]
      .map((cell) => cell.textContent ?? '')
      .join(' ')
      .toLowerCase(),
  );
  input.addEventListener('input', () => {
    const words = input.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '' && word !== '-');
    let shown = 0;
    rows.forEach((row, k) => {
      const text = texts[k] ?? '';
      row.hidden = !words.every((word) => (word.startsWith('-') ? !text.includes(word.slice(1)) : text.includes(word)));
      if (!row.hidden) shown += 1;
    });
    count.textContent = `${shown} of ${rows.length} ${rows.length === 1 ? 'event' : 'events'}`;
  });
}
