// What a command's options take, as Discord's client checks it before it sends anything.

import { named, t } from "./words.js";

const STRING = 3, INTEGER = 4, BOOLEAN = 5, USER = 6, NUMBER = 10;
const WHOLE = /^[+-]?\d+$/;

export function misfit(option, box) {
  // Why what is written does not fit the option, in the reader's language; null where it fits.
  const name = { option: named(option) }, written = box.value.normalize("NFKC").trim();
  if (box.upload || box.dataset.value !== undefined) return null;
  if (option.choices?.length || option.type === USER) return t("page-choose-offered", name);
  if (option.type === BOOLEAN) return /^(true|false)$/i.test(written) ? null : t("page-choose-offered", name);
  if (option.type === STRING) return [...box.value].length < (option.min_length ?? 0) ? t("page-too-short", { ...name, low: option.min_length }) : null;
  if (option.type !== INTEGER && option.type !== NUMBER) return null;
  const number = Number(written), low = option.min_value, high = option.max_value;
  if (!Number.isFinite(number) || (option.type === INTEGER && !WHOLE.test(written))) return t(option.type === INTEGER ? "page-whole-number" : "page-number", name);
  if (number >= (low ?? number) && number <= (high ?? number)) return null;
  if (low === undefined || high === undefined) return t(low === undefined ? "page-at-most" : "page-at-least", { ...name, low, high });
  return t("page-between", { ...name, low, high });
}
