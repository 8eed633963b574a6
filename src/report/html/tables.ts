/** Tables that scroll by themselves on a narrow screen and can be reached with the keyboard. */
import { html, type Content, type Markup } from './markup.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly numeric?: boolean;
}

/** The first cell of each row is its heading. */
export function buildTable(caption: string, columns: readonly Column[], rows: readonly (readonly Content[])[]): Markup {
  const kind = (k: number) => (columns[k]?.numeric === true ? html` class="number"` : null);
  return html`<div class="table-box" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, k) => html`<th scope="col"${kind(k)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) => html`<tr>${cells.map((cell, k) =>
      k === 0 ? html`<th scope="row"${kind(k)}>${cell}</th>` : html`<td${kind(k)}>${cell}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`;
}

/** Names and values, for settings. */
export function buildDefinitions(entries: readonly (readonly [name: string, value: Content])[]): Markup {
  return html`<dl class="settings">${entries.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
