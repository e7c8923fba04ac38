// Buttons, selects and layouts of messages.

import { el, localLink } from "./dom.js";
import { markdown } from "./markdown.js";
import { picture } from "./pictures.js";
import { t } from "./words.js";

const STYLES = ["", "primary", "secondary", "success", "danger", "link"];

export function components(message, press) {
  if (!message.components.length) return null;
  return el("div", { class: "components" }, message.components.map((item) => component(item, message, press)));
}

function component(item, message, press) {
  const inner = () => (item.components || []).map((one) => component(one, message, press));
  switch (item.type) {
    case 1: return el("div", { class: "button-row" }, inner());
    case 2: return button(item, message, press);
    case 3: return select(item, message, press);
    case 9: return el("div", { class: "section" }, el("div", {}, inner()), component(item.accessory, message, press));
    case 10: return el("div", { class: "content" }, markdown(item.content));
    case 11: return media(item.media, item, 90);
    case 12: {
      const isAlone = item.items.length === 1;
      return el("div", { class: isAlone ? "pictures" : "pictures many" }, item.items.map((one) => media(one.media, one, isAlone ? 480 : 260)));
    }
    case 13: return el("p", { class: "file" }, "📄 ", el("a", { href: localLink(item.file.url), text: t("page-file") }));
    case 14: return el("hr", { class: item.divider === false ? "gap" : "divider" });
    case 17: {
      const box = el("div", { class: "embed container" }, inner());
      if (Number.isInteger(item.accent_color)) box.style.setProperty("--bar", `#${item.accent_color.toString(16).padStart(6, "0")}`);
      return box;
    }
    default: return null;
  }
}

function media(file, item, most) {
  return picture(file.url, { alt: item.description || "", width: file.width, height: file.height, most, hidden: Boolean(item.spoiler) });
}

function words(item) {
  return [item.emoji ? el("span", { class: "button-emoji", text: item.emoji.id ? "●" : item.emoji.name }) : null, item.label || ""];
}

function button(item, message, press) {
  if (item.style === 5) return el("a", { class: "component link", href: localLink(item.url) || "#", target: "_blank", rel: "noopener noreferrer" }, words(item), " ↗");
  const label = item.label ? null : item.emoji?.name;
  const node = el("button", { type: "button", class: `component ${STYLES[item.style] || "secondary"}`, disabled: item.disabled, "aria-label": label, dataset: { key: item.custom_id } }, words(item));
  node.addEventListener("click", () => press(message, item.custom_id, [], node));
  return node;
}

function select(item, message, press) {
  const node = el("select", { class: "component-select", "aria-label": item.placeholder || t("page-choose"), disabled: item.disabled },
    el("option", { value: "", text: item.placeholder || t("page-choose") }),
    (item.options || []).map((option) => el("option", { value: option.value, text: option.label, selected: option.default })));
  node.addEventListener("change", () => { if (node.value) press(message, item.custom_id, [node.value], node); });
  return node;
}
