import { setText, show } from './element.js';

/** The children of an element, one for each item. An item that is drawn again keeps its node, focus and selection. */
export class Items {
  #place;
  #keyOf;
  #create;
  #update;
  #entries = new Map();

  /** `create` makes an item's entry, `{node, parts}`; `update` changes the entry's parts to what the item says now. */
  constructor(place, { keyOf, create, update = () => {} }) {
    this.#place = place;
    this.#keyOf = keyOf;
    this.#create = create;
    this.#update = update;
  }

  draw(items) {
    this.#dropAllBut(new Set(items.map(this.#keyOf)));
    items.forEach((item, index) => {
      const entry = this.#entryOf(item);
      this.#update(entry, item);
      if (this.#place.children[index] !== entry.node) {
        this.#place.insertBefore(entry.node, this.#place.children[index] ?? null);
      }
    });
  }

  /** The parts of an item that is drawn. */
  partsOf(key) {
    return this.#entries.get(key)?.parts;
  }

  #entryOf(item) {
    const key = this.#keyOf(item);
    if (!this.#entries.has(key)) {
      this.#entries.set(key, this.#create(item));
    }
    return this.#entries.get(key);
  }

  #dropAllBut(keys) {
    for (const [key, { node }] of this.#entries) {
      if (!keys.has(key)) {
        node.remove();
        this.#entries.delete(key);
      }
    }
  }
}

/** Shows around a table how much of its feed is read, with a button for more, or that there is nothing. */
export function showExtent({ sheet, empty, foot, more, count }, { items, next }, countLabel) {
  const label = countLabel(items.length);
  show(sheet, items.length > 0);
  show(foot, items.length > 0);
  show(empty, items.length === 0);
  show(more, next !== null);
  setText(count, next === null ? label : `${label}; more available`);
}
