// The list above the composer: commands, and choices of their options.

import { byId, el } from "./dom.js";

const box = byId("suggestions"), title = byId("suggestions-title"), list = byId("suggestion-list");
let items = [];
let at = 0;
let owner = null;

export const isOpen = () => !box.hidden && items.length > 0;

export function suggest(field, heading, found, whenEmpty = "", most = 25) {
  // At most 25 of an option's choices, as Discord shows; commands are all shown.
  if (!found.length && !whenEmpty) return hide();
  owner?.setAttribute("aria-expanded", "false");
  owner = field;
  items = found.slice(0, most);
  at = 0;
  title.textContent = items.length ? heading : whenEmpty;
  list.replaceChildren(...items.map((item, index) => {
    const node = el("li", { id: `suggestion-${index}`, role: "option", class: "suggestion", "aria-selected": "false" },
      el("span", { class: "suggestion-name", text: item.name }), item.hint ? el("span", { class: "suggestion-hint", text: item.hint }) : null,
      item.description ? el("span", { class: "suggestion-text", text: item.description }) : null);
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => {
      at = index;
      accept();
    });
    node.addEventListener("pointermove", () => { if (at !== index) mark(index, false); });
    return node;
  }));
  box.hidden = false;
  field.setAttribute("aria-expanded", "true");
  if (items.length) mark(0);
}

export function hide() {
  box.hidden = true;
  items = [];
  owner?.setAttribute("aria-expanded", "false");
  owner?.removeAttribute("aria-activedescendant");
}

function mark(index, scrolls = true) {
  at = index;
  [...list.children].forEach((node, number) => node.setAttribute("aria-selected", String(number === at)));
  owner.setAttribute("aria-activedescendant", `suggestion-${at}`);
  if (scrolls) list.children[at].scrollIntoView({ block: "nearest" });
}

export function move(step) {
  mark((at + step + items.length) % items.length);
}

export function accept() {
  const item = items[at];
  if (!item) return false;
  item.act();
  return true;
}
