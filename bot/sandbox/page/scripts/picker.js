// The one way to choose from a list: a text field that filters, a floating list, and chips where several may be
// chosen. Options come from the element, from people and conversations, or from the bot as one types.

import { arrowKeyTarget, optionRow, optionsOf } from "./options.js";
import { el, icon, iconButton, newId } from "./dom.js";
import { popover } from "./popover.js";
import { textObject } from "./mrkdwn.js";

const PAUSE_IN_TYPING = 200; // ms until the bot is asked for options
const LETTERS_TO_ASK = 3; // Slack's default for min_query_length

export class Picker {
  /** `setting`: {element, id, describedBy, label, load(typed) -> Promise<answer with options>, onChange()}. */
  constructor(setting) {
    Object.assign(this, { setting, element: setting.element, chosen: [], listed: [], active: -1, timer: null });
    this.several = this.element.type.startsWith("multi_");
    this.external = this.element.type.endsWith("external_select");
    this.atMost = this.several ? this.element.max_selected_items ?? Infinity : 1;
    this.listId = newId("list");
    this.control = this.drawControl(setting);
    this.chips = el("span", { class: "chips" });
    this.list = el("div", {
      class: "picker-list", id: this.listId, role: "listbox", "aria-multiselectable": this.several ? "true" : null, "aria-label": "Options",
    });
    this.box = this.drawBox();
    this.node = el("div", { class: this.several ? "picker several" : "picker" }, this.box, this.list);
    this.floating = popover(this.box, this.list, { onClose: () => this.control.setAttribute("aria-expanded", "false") });
  }

  drawControl({ id, describedBy, label }) {
    return el("input", {
      type: "text", id, role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": this.listId, "aria-describedby": describedBy, "aria-label": label,
      placeholder: this.element.placeholder?.text ?? (this.several ? "Choose…" : "Choose one…"),
      oninput: () => this.look(this.control.value), onclick: () => this.look(""),
      onkeydown: (event) => this.keyed(event), onblur: () => setTimeout(() => this.left(), 0),
    });
  }

  drawBox() {
    const clear = iconButton("Clear", "close", () => this.clear(), { class: "plain picker-clear", tabindex: "-1" });
    const aim = (event) => event.target === this.box && this.control.focus();
    return el("div", { class: "picker-box", onclick: aim }, this.chips, this.control, clear, icon("down"));
  }

  clear() {
    this.take([]);
    this.control.focus();
  }

  /** Offer what goes with the letters typed. */
  look(typed) {
    clearTimeout(this.timer);
    if (this.external) return this.ask(typed);
    const wanted = typed.trim().toLowerCase();
    return this.show(optionsOf(this.element).filter((option) => option.label.toLowerCase().includes(wanted)), "Nothing with these letters");
  }

  ask(typed) {
    const enough = this.element.min_query_length ?? LETTERS_TO_ASK;
    if (typed.length < enough) return this.show([], `Type ${enough} letters or more`);
    this.show([], "Looking…");
    this.timer = setTimeout(async () => {
      const found = await this.setting.load(typed).then(optionsOf, () => null);
      if (document.activeElement === this.control) this.show(found ?? [], found ? "Nothing found" : "No answer from the bot. Try again?");
    }, PAUSE_IN_TYPING);
    return undefined;
  }

  show(options, otherwise) {
    this.listed = options;
    this.active = options.findIndex((option) => !this.isChosen(option));
    this.draw(otherwise);
    this.floating.open();
    this.control.setAttribute("aria-expanded", "true");
    this.floating.place();
  }

  draw(otherwise = "") {
    const rows = this.listed.map((option, at) => this.row(option, at));
    this.list.replaceChildren(...(rows.length ? this.withGroups(rows) : [el("p", { class: "picker-empty" }, otherwise)]));
    this.control.setAttribute("aria-activedescendant", this.active >= 0 ? `${this.listId}-${this.active}` : "");
    this.list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  row(option, at) {
    const isChosen = this.isChosen(option);
    return optionRow(option, {
      id: `${this.listId}-${at}`, isChosen, isActive: at === this.active, several: this.several,
      isFull: this.several && this.chosen.length >= this.atMost && !isChosen, onpick: () => this.pick(option, at),
    });
  }

  withGroups(rows) {
    return rows.flatMap((row, at) => {
      const { group } = this.listed[at];
      return group && group !== this.listed[at - 1]?.group ? [el("p", { class: "picker-group" }, group), row] : [row];
    });
  }

  isChosen(option) {
    return this.chosen.some((each) => each.key === option.key);
  }

  pick(option, at) {
    this.active = at;
    if (!this.several) {
      this.take([option]);
      this.floating.close();
    } else if (this.isChosen(option)) this.drop(option);
    else if (this.chosen.length < this.atMost) this.take([...this.chosen, option]);
    this.control.focus();
  }

  drop(option) {
    this.take(this.chosen.filter((each) => each.key !== option.key));
  }

  /** Make these the choice, and say so to whoever listens unless `quietly`. */
  take(options, quietly = false) {
    this.chosen = options;
    this.control.value = this.several ? "" : options[0]?.label ?? "";
    this.chips.replaceChildren(...(this.several ? options.map((option) => this.chip(option)) : []));
    this.node.classList.toggle("has-choice", options.length > 0);
    if (this.several && this.floating.isOpen()) this.draw();
    if (this.floating.isOpen()) this.floating.place();
    if (!quietly) this.setting.onChange?.();
  }

  chip(option) {
    const remove = () => { this.drop(option); this.control.focus(); };
    return el("span", { class: "chip" }, option.raw?.text ? textObject(option.raw.text) : option.label,
      iconButton(`Remove ${option.label}`, "close", remove));
  }

  keyed(event) {
    const target = arrowKeyTarget(event.key, this.active, this.listed.length);
    if (target !== null) this.walk(event, target);
    else if (event.key === "Enter") this.entered(event);
    else if (event.key === "Escape" && this.floating.isOpen()) {
      event.preventDefault(); // the list closes, the dialog around it stays
      event.stopPropagation();
      this.left();
    } else if (event.key === "Backspace" && this.several && !this.control.value && this.chosen.length) this.take(this.chosen.slice(0, -1));
    else if (event.key === "Tab") this.floating.close();
  }

  walk(event, target) {
    event.preventDefault();
    if (!this.floating.isOpen()) return this.look("");
    this.active = target;
    return this.draw();
  }

  entered(event) {
    event.preventDefault();
    if (this.floating.isOpen() && this.listed[this.active]) this.pick(this.listed[this.active], this.active);
    else this.look("");
  }

  left() {
    this.floating.close();
    if (!this.several && !this.control.value.trim() && this.chosen.length) this.take([]);
    else this.control.value = this.several ? "" : this.chosen[0]?.label ?? "";
  }

  /** The option shown with this text, asking the bot where it is the bot's to know. */
  async find(shown) {
    const options = optionsOf(this.external ? await this.setting.load(String(shown)) : this.element);
    return options.find((option) => option.label === String(shown));
  }
}
