// The composer: plain messages, and slash commands with their options and completion.

import { byId, el, nameOf, notify } from "./dom.js";
import { showForm } from "./dialogs.js";
import { misfit } from "./options.js";
import { ask, state } from "./state.js";
import { accept, hide, isOpen, move, suggest } from "./suggestions.js";
import { described, named, t } from "./words.js";

const input = byId("composer-input"), commandBox = byId("command"), form = byId("composer");
const SUBCOMMAND = 1, GROUP = 2, BOOLEAN = 5, USER = 6, ATTACHMENT = 11;
let chosen = null;
let lookup = 0;

export function start() {
  input.addEventListener("input", () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
    suggestCommands();
  });
  input.addEventListener("keydown", (event) => {
    if (isOpen() && keys(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  input.addEventListener("blur", () => setTimeout(hide, 150));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen) run();
    else say();
  });
}

function keys(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Escape") hide();
  else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
    if (!accept()) return false;
  } else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

async function say() {
  const text = input.value.trim();
  if (!text) return;
  if (text.startsWith("/")) return notify(t("page-choose-command"));
  try {
    await ask("say", { text });
    input.value = "";
    input.style.height = "auto";
  } catch (error) {
    notify(error.message);
  }
}

export function flat() {
  // Every command that can be run, with its full name.
  const walk = (node, words, shown) => {
    const inner = (node.options || []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
    if (inner.length) return inner.flatMap((option) => walk(option, [...words, option.name], [...shown, named(option)]));
    return [{ line: words.join(" "), shown: shown.join(" "), description: described(node), options: node.options || [] }];
  };
  return state.commands.filter((command) => command.type === 1).flatMap((command) => walk(command, [command.name], [named(command)]));
}

function suggestCommands() {
  const match = /^\/([^\n]*)$/.exec(input.value);
  if (!match || chosen) return hide();
  const typed = match[1].toLowerCase();
  const all = flat(), exact = all.find((one) => typed === one.line + " " || typed === one.shown + " ");
  if (exact) return choose(exact);
  const at = (one) => Math.min(...[one.shown, one.line].map((line) => line.indexOf(typed.trim())).filter((place) => place >= 0));
  const fitting = all.filter((one) => Number.isFinite(at(one))).sort((a, b) => at(a) - at(b) || a.shown.localeCompare(b.shown));
  suggest(input, t("page-commands"), fitting.map((one) => ({ name: `/${one.shown}`, hint: one.options.filter((option) => option.required).map(named).join("  "), description: one.description, act: () => choose(one) })), t("page-no-command"), Infinity);
}

function choose(command) {
  hide();
  chosen = { ...command, fields: new Map() };
  input.value = "";
  input.hidden = true;
  commandBox.hidden = false;
  commandBox.replaceChildren(
    el("button", { type: "button", class: "command-name", "aria-label": t("page-leave-command", { command: command.shown }), text: `/${command.shown}`, onclick: leave }),
    ...command.options.filter((option) => option.required).map(field),
    ...command.options.filter((option) => !option.required).map(optional));
  const first = chosen.fields.values().next().value;
  (first || byId("send")).focus();
}

export function leave() {
  if (!chosen) return;
  chosen = null;
  commandBox.hidden = true;
  commandBox.replaceChildren();
  input.hidden = false;
  input.focus();
  hide();
}

function optional(option) {
  const node = el("button", { type: "button", class: "add-option", title: described(option), text: `+ ${named(option)}` });
  node.addEventListener("click", () => {
    node.replaceWith(field(option));
    chosen.fields.get(option.name).focus();
  });
  return node;
}

function fileField(option) {
  const box = el("input", { type: "file", class: "option-input", "aria-label": `${named(option)}: ${described(option)}` });
  box.addEventListener("change", () => {
    const reader = new FileReader();
    reader.onload = () => {
      box.upload = { name: box.files[0].name, base64: reader.result.split(",", 2)[1] || "" };
      box.dataset.read = box.upload.name;
    };
    if (box.files[0]) reader.readAsDataURL(box.files[0]);
  });
  chosen.fields.set(option.name, box);
  return el("label", { class: "option" }, el("span", { class: "option-name", text: named(option) }), box);
}

function field(option) {
  if (option.type === ATTACHMENT) return fileField(option);
  const box = el("input", { class: "option-input", "aria-label": `${named(option)}: ${described(option)}`, placeholder: described(option), maxlength: option.max_length || 2000, spellcheck: "false", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestion-list", inputmode: [4, 10].includes(option.type) ? "decimal" : null });
  box.size = Math.max(12, Math.min(32, described(option).length));
  const look = () => complete(option, box);
  box.addEventListener("input", () => {
    delete box.dataset.value;
    look();
  });
  box.addEventListener("focus", look);
  box.addEventListener("blur", () => setTimeout(() => { if (!commandBox.contains(document.activeElement)) hide(); }, 150));
  box.addEventListener("keydown", (event) => {
    if (isOpen() && keys(event)) return;
    if (event.key === "Escape" || (event.key === "Backspace" && !box.value && [...chosen.fields.values()].every((one) => !one.value))) {
      event.preventDefault();
      leave();
    } else if (event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  chosen.fields.set(option.name, box);
  return el("label", { class: "option" }, el("span", { class: "option-name", text: named(option) }), box);
}

const values = () => Object.fromEntries([...chosen.fields].filter(([, box]) => box.value !== "").map(([name, box]) => [name, box.upload ?? box.dataset.value ?? box.value]));

async function complete(option, box) {
  const mine = ++lookup, line = chosen.line, typed = box.value;
  const fits = (choice) => named(choice).toLowerCase().includes(typed.toLowerCase());
  let choices = null;
  if (option.choices?.length) choices = option.choices.filter(fits);
  else if (option.type === BOOLEAN) choices = [{ name: t("page-true"), value: "true" }, { name: t("page-false"), value: "false" }].filter(fits);
  else if (option.type === USER) choices = [...state.members.values()].map((member) => ({ name: nameOf(member.user), value: member.user.id })).filter(fits);
  else if (option.autocomplete) {
    await new Promise((resolve) => setTimeout(resolve, 120));
    if (mine !== lookup || !chosen) return;
    try {
      choices = await ask("complete", { line, option: option.name, typed: box.dataset.value ? box.value : typed, values: values() });
    } catch (error) {
      choices = [];
    }
  }
  if (mine !== lookup || !chosen || document.activeElement !== box) return;
  if (!choices || box.dataset.value !== undefined) return hide();
  suggest(box, described(option), choices.map((choice) => ({ name: named(choice), act: () => {
    box.value = named(choice);
    box.dataset.value = choice.value;
    box.size = Math.max(12, Math.min(32, named(choice).length));
    hide();
    [...chosen.fields.values()].find((one) => !one.value)?.focus();
  } })), option.autocomplete ? t("page-nothing-fits") : "");
}

async function run() {
  const command = chosen, sent = values();
  const missing = command.options.find((option) => option.required && sent[option.name] === undefined);
  if (missing) {
    command.fields.get(missing.name).focus();
    return notify(t("page-needs", { command: command.shown, option: named(missing) }));
  }
  for (const option of command.options.filter((one) => sent[one.name] !== undefined)) {
    const box = command.fields.get(option.name), why = misfit(option, box);
    if (!why) continue;
    box.focus();
    return notify(why);
  }
  lookup++;
  const written = [...commandBox.children];
  leave();
  try {
    showForm(await ask("run", { line: command.line, values: sent }));
  } catch (error) {
    notify(error.message);
    if (!chosen && !input.value) resume(command, written);
  }
}

function resume(command, written) {
  // What was refused stands there again, to be put right.
  chosen = command;
  input.hidden = true;
  commandBox.hidden = false;
  commandBox.replaceChildren(...written);
  [...command.fields.values()].at(-1)?.focus();
  hide();
}
