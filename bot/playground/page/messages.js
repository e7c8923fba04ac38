// The channel: messages in order, drawn whole whenever something about them changes.

import { avatar, byId, el, nameOf, notify, time } from "./dom.js";
import { markdown } from "./markdown.js";
import { ask, state } from "./state.js";
import { components } from "./components.js";
import { attachments, embeds } from "./pictures.js";
import { openMenu } from "./menus.js";
import { openPalette, reactions, whenHeld } from "./reactions.js";
import { named, pieces, t } from "./words.js";

const EPHEMERAL = 64, LOADING = 128, SILENT = 4096, LAYOUT = 32768;
const GROUPED_WITHIN_MS = 7 * 60 * 1000;
const PAGE = 50, MOST_SHOWN = 300;
const list = byId("messages"), scroller = byId("scroller"), toPresent = byId("to-present"), earlier = byId("earlier");
const nodes = new Map();
const dismissed = new Set();

const isEphemeral = (message) => Boolean(message.flags & EPHEMERAL);
const isVisible = (message) => !dismissed.has(message.id) && (!message.seen_by || message.seen_by === state.actingAs);
const concernsMe = (message) => message.author.id === state.actingAs || message.seen_by || message.interaction?.user.id === state.actingAs;
const atBottom = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;

export function start() {
  toPresent.addEventListener("click", () => scrollDown(true));
  scroller.addEventListener("scroll", () => { if (atBottom()) toPresent.hidden = true; }, { passive: true });
  earlier.addEventListener("click", loadEarlier);
  list.addEventListener("click", (event) => {
    const jump = event.target.closest?.("a[data-jump]");
    if (!jump) return;
    event.preventDefault();
    jumpTo(jump.dataset.jump);
  });
}

export function reset(messages) {
  const kept = [...state.messages.values()].filter(isEphemeral);
  state.messages = new Map([...messages, ...kept].map((message) => [message.id, message]));
  earlier.hidden = messages.length < PAGE;
  redraw();
  scrollDown(false);
}

export function redraw() {
  nodes.clear();
  const shown = ordered();
  list.replaceChildren(...shown.map((message, index) => draw(message, shown[index - 1])));
}

const ordered = () => [...state.messages.values()].filter(isVisible).sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));

export function put(message) {
  const wasAtBottom = atBottom(), isNew = !state.messages.has(message.id);
  state.messages.set(message.id, message);
  if (!isVisible(message)) return;
  const shown = ordered(), index = shown.findIndex((one) => one.id === message.id);
  const old = nodes.get(message.id);
  const fresh = draw(message, shown[index - 1], old);
  if (old) replace(old, fresh);
  else if (index === shown.length - 1) list.append(fresh);
  else {
    list.insertBefore(fresh, nodes.get(shown[index + 1].id) || null);
    redrawAt(shown, index + 1);
  }
  if (isNew) announce(message);
  if (wasAtBottom && shown.length > MOST_SHOWN) forget(shown.slice(0, PAGE * 2));
  if (wasAtBottom || (isNew && concernsMe(message))) scrollDown(false);
  else if (isNew) toPresent.hidden = false;
}

function replace(old, fresh) {
  // Whoever stands on a button with the keyboard goes on standing there.
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  const same = focused.dataset.key && [...fresh.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused.dataset.key);
  (same || fresh).focus({ preventScroll: true });
}

function announce(message) {
  const what = message.attachments.length ? t("page-a-picture") : message.content.replace(/\|\|[\s\S]*?\|\|/g, t("page-a-spoiler")).slice(0, 200) || t("page-a-message");
  byId("announcer").textContent = `${nameOf(message.author)}: ${what}`;
}

function forget(messages) {
  for (const message of messages) {
    state.messages.delete(message.id);
    nodes.get(message.id)?.remove();
    nodes.delete(message.id);
  }
  earlier.hidden = false;
  redrawAt(ordered(), 0);
}

export function remove(id) {
  const shown = ordered(), index = shown.findIndex((one) => one.id === id);
  state.messages.delete(id);
  nodes.get(id)?.remove();
  nodes.delete(id);
  if (index >= 0) redrawAt(ordered(), index);
}

function redrawAt(shown, index) {
  const message = shown[index];
  const old = message && nodes.get(message.id);
  if (old) replace(old, draw(message, shown[index - 1], old));
}

async function loadEarlier() {
  const first = ordered()[0];
  try {
    const messages = await ask("history", { before: first?.id });
    const height = scroller.scrollHeight - scroller.scrollTop;
    for (const message of messages) state.messages.set(message.id, message);
    earlier.hidden = messages.length < PAGE;
    redraw();
    scroller.scrollTop = scroller.scrollHeight - height;
  } catch (error) {
    notify(error.message);
  }
}

function scrollDown(smoothly) {
  toPresent.hidden = true;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smoothly ? "smooth" : "auto" });
}

async function jumpTo(id) {
  for (let tries = 0; !nodes.has(id) && !earlier.hidden && tries < 40; tries++) await loadEarlier();
  const node = nodes.get(id);
  if (!node) return notify(t("page-message-gone"));
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.remove("found");
  void node.offsetWidth;
  node.classList.add("found");
  node.focus({ preventScroll: true });
}

function draw(message, before, old) {
  const isGrouped = before && before.author.id === message.author.id && !message.interaction && !message.message_reference
    && !isEphemeral(message) && !isEphemeral(before) && new Date(message.timestamp) - new Date(before.timestamp) < GROUPED_WITHIN_MS;
  const revealed = [...(old?.querySelectorAll(".spoiler") || [])].map((node) => node.classList.contains("revealed"));
  const body = el("div", { class: "body" }, head(message, isGrouped), content(message), attachments(message), embeds(message), components(message, press), reactions(message), foot(message));
  const isOwn = message.mentions.some((user) => user.id === state.actingAs) || message.mention_everyone;
  const node = el("li", {
    id: `message-${message.id}`, tabindex: -1, dataset: { id: message.id },
    class: ["message", isGrouped && "grouped", isEphemeral(message) && "ephemeral", isOwn && "mentioned"].filter(Boolean).join(" "),
  }, message.interaction && used(message), message.referenced_message && answered(message),
  isGrouped ? el("span", { class: "gutter" }, time(new Date(message.timestamp), "t")) : avatar(message.author), body, toolbar(message));
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, input, textarea")) return;
    event.preventDefault();
    openMenu(message, event.clientX, event.clientY);
  });
  whenHeld(node, (event) => openMenu(message, event.clientX, event.clientY));
  [...node.querySelectorAll(".spoiler")].forEach((spoiler, index) => { if (revealed[index]) spoiler.click(); });
  nodes.set(message.id, node);
  return node;
}

function head(message, isGrouped) {
  if (isGrouped) return null;
  const role = (state.members.get(message.author.id)?.roles || []).map((id) => state.roles.get(id)).find((one) => one?.color);
  const name = el("span", { class: "author", text: nameOf(message.author) });
  if (role) name.style.setProperty("--role", `#${role.color.toString(16).padStart(6, "0")}`);
  return el("div", { class: "head" }, name, message.author.bot && el("span", { class: "tag", text: "APP" }),
    message.flags & SILENT ? el("span", { class: "quiet silent", title: t("page-silent"), text: "🔕" }) : null, time(new Date(message.timestamp)));
}

function content(message) {
  if (message.flags & LOADING) {
    return el("p", { class: "content thinking" }, el("span", { class: "dots", "aria-hidden": true }), t("page-thinking", { name: nameOf(message.author) }));
  }
  if (!message.content || message.flags & LAYOUT) return null;
  const edited = message.edited_timestamp ? el("span", { class: "edited quiet", text: ` ${t("page-edited")}` }) : null;
  return el("div", { class: "content" }, markdown(message.content), edited);
}

function used(message) {
  const { user, name } = message.interaction;
  const menu = state.commands.find((command) => command.type === 3 && command.name === name);
  const command = el("span", { class: "mention", text: menu ? named(menu) : `/${shownName(name)}` });
  return el("p", { class: "above" }, avatar(user, "avatar small"), pieces("page-used", { person: el("b", { text: nameOf(user) }), command }));
}

function shownName(name) {
  // A command's name with its subcommands, in the reader's language.
  let options = state.commands.filter((command) => command.type === 1);
  return name.split(" ").map((word) => {
    const found = options.find((option) => option.name === word);
    options = found?.options || [];
    return found ? named(found) : word;
  }).join(" ");
}

function answered(message) {
  const target = message.referenced_message;
  const words = target.content.slice(0, 80) || (target.attachments.length ? t("page-a-picture") : t("page-a-message"));
  return el("p", { class: "above" }, avatar(target.author, "avatar small"), el("b", { text: nameOf(target.author) }), " ",
    el("a", { href: `#message-${target.id}`, dataset: { jump: target.id }, text: words.replaceAll("|", "") }));
}

function foot(message) {
  if (!isEphemeral(message)) return null;
  const dismiss = () => {
    dismissed.add(message.id);
    nodes.get(message.id)?.remove();
    byId("composer-input").focus();
  };
  return el("p", { class: "foot quiet" }, el("span", { "aria-hidden": true, text: "👁 " }), `${t("page-only-you")} · `,
    el("button", { type: "button", class: "link-button", text: t("page-dismiss"), onclick: dismiss }));
}

function toolbar(message) {
  if (isEphemeral(message)) return null;
  const menu = el("button", { type: "button", class: "icon-button", "aria-label": t("page-more"), "aria-haspopup": "menu", text: "⋯" });
  menu.addEventListener("click", () => {
    const box = menu.getBoundingClientRect();
    openMenu(message, box.right, box.bottom);
  });
  const add = el("button", { type: "button", class: "icon-button", "aria-label": t("page-add-reaction"), "aria-haspopup": "true", text: "☺" });
  add.addEventListener("click", () => openPalette(message, add));
  return el("div", { class: "toolbar" }, add, menu);
}

async function press(message, customId, values, button) {
  button.setAttribute("aria-busy", "true");
  try {
    const { showForm } = await import("./dialogs.js");
    showForm(await ask("press", { message_id: message.id, custom_id: customId, values }));
  } catch (error) {
    notify(error.message);
  } finally {
    button.removeAttribute("aria-busy");
  }
}
