// Where one types: text is posted, a slash command goes to the app, and `/` shows which commands there are.

import { Refusal, tell } from "./door.js";
import { el, icon, newId, notice } from "./dom.js";
import { arrowKeyTarget } from "./options.js";
import { popover } from "./popover.js";
import { conversation, conversationName, refresh, store } from "./store.js";

const drafts = new Map(); // person and conversation -> what was typed and not sent

export class Composer {
  constructor(as, place) {
    Object.assign(this, { as, place, key: `${as}/${place}`, offered: [], active: -1 });
    this.listId = newId("commands");
    this.field = el("textarea", {
      class: "composer-field", rows: "1", role: "combobox", "aria-label": `Message to ${conversationName(place)}`,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.listId, placeholder: this.placeholder(), "data-key": "composer",
      oninput: () => this.typed(), onkeydown: (event) => this.keyed(event), onblur: () => setTimeout(() => this.list.close(), 0),
    });
    this.field.value = drafts.get(this.key) ?? "";
    this.send = el("button", { type: "submit", class: "button primary square", "aria-label": "Send" }, icon("send"));
    this.commands = el("div", { class: "picker-list commands", id: this.listId, role: "listbox", "aria-label": "Commands" });
    const box = el("div", { class: "composer-box" }, this.field, this.send);
    this.node = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.go(); } }, box, this.commands);
    this.list = popover(box, this.commands, { onClose: () => this.field.setAttribute("aria-expanded", "false") });
  }

  placeholder() {
    const where = conversation(this.place)?.kind === "public" ? `#${conversationName(this.place)}` : conversationName(this.place);
    return `Write to ${where}, or / for commands`;
  }

  prepare(text) {
    this.field.value = text;
    this.typed();
    this.list.close();
    this.field.focus();
  }

  typed() {
    drafts.set(this.key, this.field.value);
    this.fit();
    const words = this.field.value;
    const choosing = /^\/\S*$/.test(words);
    this.offered = choosing ? store.state.apps.flatMap((app) => app.commands).filter((each) => each.command.startsWith(words)) : [];
    this.active = this.offered.length ? 0 : -1;
    if (!this.offered.length) return this.list.close();
    this.drawOffered();
    this.list.open();
    this.field.setAttribute("aria-expanded", "true");
    return this.list.place();
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 180)}px`;
  }

  drawOffered() {
    this.commands.replaceChildren(...this.offered.map((each, at) => this.row(each, at)));
    this.field.setAttribute("aria-activedescendant", `${this.listId}-${this.active}`);
  }

  row(offered, at) {
    const isActive = at === this.active;
    const usage = el("span", { class: "usage" }, offered.usage_hint ?? "");
    return el("div", {
      class: isActive ? "picker-option active" : "picker-option", id: `${this.listId}-${at}`, role: "option", "aria-selected": String(isActive),
      onpointerdown: (event) => event.preventDefault(), onclick: () => this.complete(offered),
    }, el("span", { class: "option-text" }, el("span", { class: "command" }, el("strong", {}, offered.command), " ", usage),
      el("span", { class: "description" }, offered.description)));
  }

  complete({ command }) {
    this.prepare(`${command} `);
  }

  keyed(event) {
    if (event.isComposing) return;
    if (this.list.isOpen() && this.keyedInList(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.go();
    }
  }

  /** Whether the key was meant for the list of commands. */
  keyedInList(event) {
    const target = arrowKeyTarget(event.key, this.active, this.offered.length);
    const chosen = this.offered[this.active];
    if (target !== null) {
      this.active = target;
      this.drawOffered();
    } else if (event.key === "Escape") this.list.close();
    else if (event.key === "Tab" && !event.shiftKey) this.complete(chosen);
    else if (event.key === "Enter" && this.field.value !== chosen.command) this.complete(chosen);
    else return false; // Enter after a whole command sends it
    return true;
  }

  async go() {
    const text = this.field.value.trim();
    if (!text || this.send.getAttribute("aria-busy") === "true") return;
    this.send.setAttribute("aria-busy", "true");
    this.prepareNext("");
    try {
      await tell(text.startsWith("/") ? "command" : "post", { as: this.as, conversation: this.place, text });
      await refresh();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (!this.field.value) this.prepareNext(text);
      notice(refusal.message);
    } finally {
      this.send.removeAttribute("aria-busy");
    }
  }

  prepareNext(text) {
    this.field.value = text;
    drafts.set(this.key, text);
    this.list.close();
    this.fit();
  }
}
