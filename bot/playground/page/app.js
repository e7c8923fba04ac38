// The page's frame: connection, sidebar, who one acts as. Everything else has a file of its own.

import { avatar, byId, el, nameOf, notify } from "./dom.js";
import { ask, connect, on, settle, state } from "./state.js";
import { preferred, speak, spoken, t } from "./words.js";
import * as messages from "./messages.js";
import * as standings from "./standings.js";
import * as composer from "./composer.js";

const sidebar = byId("sidebar");
const typists = new Map();

function showPlace() {
  byId("guild-name").textContent = state.guild.name;
  const channel = state.channels.get(state.channelId);
  byId("channel-name").textContent = channel ? channel.name : t("page-no-channel");
  byId("channel-topic").textContent = channel?.topic || "";
  byId("channel-topic").title = channel?.topic || "";
  document.title = `#${channel?.name || "?"} · ${state.guild.name}`;
  const people = [...state.members.values()].filter((member) => !member.user.bot).map((member) => member.user);
  const label = (user) => {
    if (user.id === state.newcomerId) return t("page-newcomer");
    return user.id === state.ownerId ? t("page-owner", { name: nameOf(user) }) : nameOf(user);
  };
  byId("act-as").replaceChildren(...people.map((user) => el("option", { value: user.id, text: label(user), selected: user.id === state.actingAs })));
  byId("me-avatar").replaceWith(Object.assign(avatar(state.members.get(state.actingAs).user), { id: "me-avatar" }));
}

const STATUS = { online: "page-online", offline: "page-offline", lost: "page-lost", connecting: "page-connecting" };

function showStatus(kind) {
  byId("connection").dataset.kind = kind;
  byId("connection-words").textContent = t(STATUS[kind]);
}

function showLanguages() {
  byId("language").replaceChildren(...spoken.languages.map(({ locale, name }) => el("option", { value: locale, text: name, selected: locale === spoken.locale })));
}

async function loadCommands() {
  try {
    state.commands = await ask("commands");
  } catch {
    state.commands = [];
  }
}

on("hello", (hello) => {
  settle(hello);
  showPlace();
  showStatus(hello.status.is_online ? "online" : "offline");
  messages.reset(hello.messages);
  standings.show(hello.standings);
  loadCommands();
});
on("place", async (place) => {
  const before = state.channelId;
  settle(place);
  if (state.channelId !== before) messages.reset(state.channelId ? await ask("history", { before: null }) : []);
  showPlace();
  loadCommands();
});
on("status", (status) => showStatus(status.is_online ? "online" : "offline"));
on("lost", () => showStatus("lost"));
on("standings", (message) => standings.show(message.rows));
on("message", ({ message }) => {
  if (message.channel_id !== state.channelId) return;
  typists.delete(message.author.id);
  showTyping();
  messages.put(message);
});
on("gone", ({ ids }) => ids.forEach(messages.remove));
on("typing", ({ user_id, channel_id }) => {
  if (channel_id !== state.channelId) return;
  clearTimeout(typists.get(user_id));
  typists.set(user_id, setTimeout(() => {
    typists.delete(user_id);
    showTyping();
  }, 10000));
  showTyping();
});

function showTyping() {
  const names = [...typists.keys()].map((id) => state.members.get(id)).filter(Boolean).map((member) => nameOf(member.user));
  byId("typing").textContent = names.length ? t("page-typing", { names: names.join(", "), people: names.length }) : "";
}

byId("act-as").addEventListener("change", (event) => {
  state.actingAs = event.target.value;
  showPlace();
  messages.redraw();
  loadCommands();
  notify(t("page-now-acting-as", { name: nameOf(state.members.get(state.actingAs).user) }));
});

byId("language").addEventListener("change", async (event) => {
  await speak(event.target.value, true);
  showLanguages();
  showStatus(byId("connection").dataset.kind);
  showPlace();
  messages.redraw();
  standings.redraw();
  composer.leave();
});

const WELCOMED = "catbandit-welcomed";

function welcome() {
  // What a newcomer needs to know, until they have read it.
  let isKnown = false;
  try {
    isKnown = localStorage.getItem(WELCOMED) !== null;
  } catch { /* where nothing may be stored it is said each time */ }
  byId("welcome").hidden = isKnown;
}

byId("welcome-close").addEventListener("click", () => {
  byId("welcome").hidden = true;
  byId("composer-input").focus();
  try {
    localStorage.setItem(WELCOMED, "yes");
  } catch { /* then it is said again the next time */ }
});

function openSidebar(open) {
  sidebar.classList.toggle("open", open);
  if (open) byId("close-sidebar").focus();
}
byId("open-sidebar").addEventListener("click", () => openSidebar(true));
byId("close-sidebar").addEventListener("click", () => {
  openSidebar(false);
  byId("open-sidebar").focus();
});
document.addEventListener("pointerdown", (event) => {
  if (sidebar.classList.contains("open") && !sidebar.contains(event.target)) openSidebar(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") openSidebar(false);
});

await speak(preferred());
showLanguages();
welcome();
showStatus("connecting");
composer.start();
messages.start();
standings.start();
connect();
