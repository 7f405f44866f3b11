// Interactive elements outside of input blocks: buttons, selects, overflow menus, date pickers, checkboxes.
// A click asks for confirmation where the bot wants it, waits visibly, and shows a sign when nothing answered.

import { confirmed } from "./dialogs.js";
import { arrowsWalk, button, el, icon, iconButton, notice } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";
import { popover } from "./popover.js";
import { widget } from "./widgets.js";

/**
 * Draw an element. `doing` is what its surroundings do for it:
 * {click(blockId, element, value) -> Promise<trouble | null>, load(blockId, actionId, typed) -> Promise<{options}>,
 *  trouble(blockId, actionId) -> trouble | null, entered?(blockId, actionId) -> state value, keep?(blockId, element, widget)}.
 */
export function element(it, blockId, doing) {
  if (it.type === "button") return pressable(it, blockId, doing);
  if (it.type === "overflow") return overflow(it, blockId, doing);
  if (it.type === "image") return el("img", { class: "small-image", src: it.image_url, alt: it.alt_text });
  return stateful(it, blockId, doing) ?? unknown(it.type);
}

export const unknown = (type) => el("p", { class: "unknown" }, `The sandbox does not draw “${type}” yet.`);

function pressable(it, blockId, doing) {
  const node = button({
    class: `button ${it.style ?? ""}`, "data-key": `${blockId}/${it.action_id}`, "aria-label": it.accessibility_label,
    onclick: () => act(node, it, blockId, doing, it.value),
  }, el("span", { class: "button-text" }, textObject(it.text)));
  if (it.url) node.addEventListener("click", () => /^https?:/.test(it.url) && window.open(it.url, "_blank", "noopener"));
  return withTrouble(node, troubleInWords(doing.trouble(blockId, it.action_id)));
}

function withTrouble(node, sentence) {
  node.parentElement?.querySelector(".trouble-sign")?.remove();
  const place = node.closest(".act") ?? el("span", { class: "act" }, node);
  if (sentence) place.append(el("span", { class: "trouble-sign", role: "status" }, icon("trouble"), el("span", {}, sentence)));
  return place;
}

async function act(node, it, blockId, doing, value) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (it.confirm && !(await confirmed(it.confirm))) return;
  node.setAttribute("aria-busy", "true");
  try {
    withTrouble(node, troubleInWords(await doing.click(blockId, it, value)));
  } catch (refusal) {
    notice(refusal.message);
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function overflow(it, blockId, doing) {
  const key = `${blockId}/${it.action_id}`;
  const toggle = () => (floating.isOpen() ? floating.close() : floating.open());
  const opener = iconButton("More", "more", toggle, { class: "button square", "aria-haspopup": "menu", "data-key": key });
  const back = () => { floating.close(); opener.focus(); };
  const pick = (option) => { back(); act(opener, it, blockId, doing, option); };
  const menu = el("div", { class: "menu", role: "menu" }, it.options.map((option) =>
    button({ class: "menu-row", role: "menuitem", onclick: () => pick(option) }, textObject(option.text))));
  const floating = popover(opener, menu, { width: 220 });
  arrowsWalk(menu, ".menu-row");
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); back(); } });
  return withTrouble(el("span", { class: "act" }, opener, menu), troubleInWords(doing.trouble(blockId, it.action_id)));
}

function stateful(it, blockId, doing) {
  const label = plain(it.placeholder) || it.type.replace(/_/g, " ");
  const made = widget({
    element: it, label, load: (typed) => doing.load(blockId, it.action_id, typed),
    onSettled: () => act(made.node, it, blockId, doing, clickValue(made.read())),
  });
  if (!made) return null;
  const entered = doing.entered?.(blockId, it.action_id);
  if (entered) made.write(entered);
  doing.keep?.(blockId, it, made);
  return withTrouble(el("span", { class: "act wide" }, made.node), troubleInWords(doing.trouble(blockId, it.action_id)));
}

/** What a person reads where the bot did not acknowledge; sentences stay as they are. */
function troubleInWords(trouble) {
  const words = {
    operation_timeout: "No answer within 3 seconds. Try again?",
    dispatch_failed: "The bot could not be reached. Try again?",
  };
  return trouble ? words[trouble] ?? trouble : null;
}

/** What was chosen, without the name of its kind: the option(s), the date, the id, or the text. */
export const clickValue = ({ type: _type, ...state }) => Object.values(state)[0];
