// Reactions: chips with counts, and the palette to add one. Shift-click or a long press makes a super reaction.

import { byId, el, nameOf, notify } from "./dom.js";
import { ask, state } from "./state.js";
import { t } from "./words.js";

const PALETTE = ["👍", "👍🏽", "👎", "❤️", "😂"];
const LONG_PRESS_MS = 500;
const popup = byId("popup");

async function toggle(message, emoji, burst) {
  const mine = message.reactors[emoji] || { normal: [], burst: [] };
  const has = (burst ? mine.burst : mine.normal).includes(state.actingAs);
  const hasOther = !burst && mine.burst.includes(state.actingAs) && !has;
  try {
    await ask(has || hasOther ? "unreact" : "react", { message_id: message.id, emoji, burst: burst || hasOther });
  } catch (error) {
    notify(error.message);
  }
}

function pressable(node, act) {
  // A click acts normally; with shift, or held down, it makes a super reaction (at once: after a long touch comes no click).
  let timer = 0, isHeld = false, isTouch = false;
  node.addEventListener("pointerdown", (event) => {
    isHeld = false;
    isTouch = event.pointerType === "touch";
    if (event.button !== 0) return;
    node.classList.add("held");
    timer = setTimeout(() => {
      isHeld = true;
      navigator.vibrate?.(20);
      act(true);
    }, LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) node.addEventListener(name, () => {
    clearTimeout(timer);
    node.classList.remove("held");
  });
  node.addEventListener("contextmenu", (event) => {
    if (!isTouch) return;
    event.preventDefault();
    event.stopPropagation();
  });
  node.addEventListener("click", (event) => {
    if (isHeld && event.detail > 0) return; // the end of a long press; a key's click has no detail
    isHeld = false;
    act(event.shiftKey);
  });
  return node;
}

export function whenHeld(node, act) {
  // A finger that rests on a message; some browsers have no contextmenu event for it. Chips have their own long press.
  let timer = 0, from = null, isHeld = false;
  node.addEventListener("pointerdown", (event) => {
    isHeld = false;
    if (event.pointerType !== "touch" || event.target.closest("a, input, textarea, select, .chip, .component, .toolbar")) return;
    from = event;
    timer = setTimeout(() => {
      isHeld = true;
      act(event);
    }, LONG_PRESS_MS);
  });
  node.addEventListener("pointermove", (event) => { if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > 10) clearTimeout(timer); });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) node.addEventListener(name, () => clearTimeout(timer));
  node.addEventListener("click", (event) => { // the end of the long press is no press
    if (!isHeld) return;
    isHeld = false;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}

function who(ids) {
  const names = ids.map((id) => state.members.get(id)).filter(Boolean).map((member) => nameOf(member.user));
  return names.length > 6 ? t("page-and-more", { names: names.slice(0, 6).join(", "), more: names.length - 6 }) : names.join(", ");
}

export function reactions(message) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map((reaction) => {
    const emoji = reaction.emoji.id ? `${reaction.emoji.name}:${reaction.emoji.id}` : reaction.emoji.name;
    const by = message.reactors[emoji] || { normal: [], burst: [] };
    const isMine = by.normal.includes(state.actingAs) || by.burst.includes(state.actingAs);
    const people = who([...new Set([...by.normal, ...by.burst])]);
    const isSuper = by.burst.length > 0;
    const label = t(isSuper ? "page-super-reactions" : "page-reactions-by", { emoji, reactions: reaction.count, bursts: by.burst.length, people });
    const chip = el("button", { type: "button", class: ["chip", isMine && "mine", isSuper && "super"].filter(Boolean).join(" "), "aria-pressed": String(isMine), "aria-label": label, title: label, dataset: { key: emoji } },
      el("span", { class: "emoji", "aria-hidden": true, text: emoji }), el("span", { class: "count", "aria-hidden": true, text: String(reaction.count) }));
    return pressable(chip, (burst) => toggle(message, emoji, burst));
  });
  const add = el("button", { type: "button", class: "chip add", "aria-label": t("page-add-reaction"), text: "☺+", dataset: { key: "add" } });
  add.addEventListener("click", () => openPalette(message, add));
  return el("div", { class: "reactions", role: "group", "aria-label": t("page-reactions") }, chips, add);
}

export function openPalette(message, anchor) {
  const buttons = PALETTE.map((emoji) => {
    const node = el("button", { type: "button", class: "palette-button", "aria-label": t("page-react-with", { emoji }), text: emoji });
    return pressable(node, (burst) => {
      closePopup();
      toggle(message, emoji, burst);
    });
  });
  const box = anchor.getBoundingClientRect();
  openPopup(el("div", { class: "palette", role: "group", "aria-label": t("page-choose-reaction") }, buttons,
    el("p", { class: "quiet", text: t("page-hold") })), box.right, box.bottom + 4, anchor);
}

let opener = null, openerPlace = "";

export function openPopup(content, x, y, from = null) {
  opener = from || document.activeElement;
  openerPlace = opener?.closest?.(".message")?.id || "";
  popup.replaceChildren(content);
  popup.hidden = false;
  const width = popup.offsetWidth, height = popup.offsetHeight;
  popup.style.left = `${Math.max(8, Math.min(x - width / 2, innerWidth - width - 8))}px`;
  popup.style.top = `${y + height > innerHeight - 8 ? Math.max(8, y - height - 36) : y}px`;
  popup.querySelector("button")?.focus();
}

export function closePopup() {
  if (popup.hidden) return;
  popup.hidden = true;
  const target = opener?.isConnected ? opener : document.getElementById(openerPlace);
  target?.focus?.({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => { if (!popup.contains(event.target)) popup.hidden = true; }, true);
popup.addEventListener("keydown", (event) => {
  const buttons = [...popup.querySelectorAll("button")], at = buttons.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") closePopup();
  else if (step) buttons[(at + step + buttons.length) % buttons.length]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
