/** The naive event queue: a binary heap of objects and a comparing function, as most simulators have it. */

const isBefore = (x, y) =>
  x.timeUs !== y.timeUs ? x.timeUs < y.timeUs : x.rank !== y.rank ? x.rank < y.rank : x.sequence < y.sequence;

export class ObjectHeap {
  #items = [];
  #sequence = 0;

  push(timeUs, rank, a = 0, b = 0, c = 0, d = 0) {
    const items = this.#items;
    this.#sequence += 1;
    const item = { timeUs, rank, sequence: this.#sequence, a, b, c, d };
    let hole = items.length;
    items.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(item, items[parent])) break;
      items[hole] = items[parent];
      hole = parent;
    }
    items[hole] = item;
  }

  popInto(out) {
    const items = this.#items;
    if (items.length === 0) return false;
    Object.assign(out, items[0]);
    const last = items.pop();
    if (items.length === 0) return true;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1], items[child])) child += 1;
      if (!isBefore(items[child], last)) break;
      items[hole] = items[child];
      hole = child;
    }
    items[hole] = last;
    return true;
  }
}
