// The person's stack of modals: the top one is shown, what was typed below is kept until it comes back.
// Follows the door's state, so that views opened, pushed, updated and cleared by the bot all look the same from here.

import { blocks } from "./blocks.js";
import { openDialog } from "./dialogs.js";
import { tell } from "./door.js";
import { announce, button, el, icon, iconButton, newId, notice } from "./dom.js";
import { clickValue } from "./elements.js";
import { plain } from "./mrkdwn.js";
import { app, refresh, store } from "./store.js";
import { storyButton } from "./story.js";

let open = null; // {dialog, leave}
const forms = new Map(); // view id -> Form

export function drawModals({ state }) {
  if (!state) return;
  const stack = state.modals;
  for (const id of forms.keys()) if (!stack.some((view) => view.id === id)) forms.delete(id);
  if (!stack.length) return shut();
  const form = formOf(stack.at(-1));
  if (!open) unfold();
  if (open.form !== form) {
    open.form = form;
    open.dialog.setAttribute("aria-labelledby", form.titleId);
    open.dialog.replaceChildren(form.node);
    form.focusFirst();
  }
  return form.hear(stack.at(-1));
}

function unfold() {
  const dialog = el("dialog", { class: "modal" });
  open = { dialog, form: null, leave: openDialog(dialog, () => open?.form.close()) };
}

function shut() {
  open?.leave();
  open = null;
}

const looks = (view) => JSON.stringify([view.title, view.submit, view.close, view.blocks]);

function formOf(view) {
  const known = forms.get(view.id);
  if (known?.looks === looks(view)) return known;
  forms.set(view.id, new Form(view, known));
  return forms.get(view.id);
}

const heardOf = ({ errors, trouble }) => JSON.stringify([errors, trouble]);

class Form {
  /** `before` is the same view as it looked until now: what was typed there stays where the fields stayed. */
  constructor(view, before) {
    Object.assign(this, { view, looks: looks(view), as: store.as, fields: [], loose: [], troubles: new Map(), heard: "" });
    this.titleId = newId("modal-title");
    this.body = el("div", { class: "modal-body" }, blocks(view.blocks, this.doing()));
    this.banner = el("div", { class: "banner", role: "alert" });
    this.node = this.draw();
    if (before) this.keepFrom(before);
  }

  doing() {
    const at = { as: this.as, view_id: this.view.id };
    return {
      click: (blockId, element, value) => this.click(blockId, element, value),
      load: (blockId, actionId, value) => tell("options", { ...at, block_id: blockId, action_id: actionId, value }),
      trouble: (blockId, actionId) => this.troubles.get(`${blockId}/${actionId}`) ?? null,
      entered: (blockId, actionId) => this.view.state?.values?.[blockId]?.[actionId],
      keep: (blockId, element, widget) => this.loose.push({ blockId, element, widget }),
      keepField: (field) => this.fields.push(field),
      onSettled: (blockId, element, widget) => this.click(blockId, element, clickValue(widget.read())),
    };
  }

  draw() {
    const { view } = this;
    const depth = store.state.modals.findIndex((each) => each.id === view.id);
    const head = el("header", { class: "modal-head" },
      depth > 0 ? iconButton("Back", "back", () => this.close()) : el("img", { src: "/page/flower.svg", alt: "" }),
      el("h2", { id: this.titleId }, plain(view.title)), el("span", { class: "from" }, app()?.name ?? ""),
      iconButton("Close", "close", () => this.close()));
    this.button = view.submit ? button({ type: "submit", class: "button primary" }, plain(view.submit)) : null;
    const leaving = plain(view.close) || (view.submit ? "Cancel" : "Close");
    const foot = el("footer", { class: "dialog-foot" },
      button({ class: "button", onclick: () => this.close() }, leaving), this.button);
    this.body.prepend(...[this.banner, storyButton(plain(view.title), this.fields)].filter(Boolean));
    return el("form", {
      novalidate: true, onsubmit: (event) => { event.preventDefault(); this.submit(); },
      onkeydown: (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit(); },
    }, head, this.body, foot);
  }

  keepFrom(before) {
    for (const { blockId, element, widget } of [...this.fields, ...this.loose]) {
      const same = [...before.fields, ...before.loose].find((each) =>
        each.blockId === blockId && each.element.action_id === element.action_id && each.element.type === element.type);
      if (same) widget.write(same.widget.read());
    }
  }

  focusFirst() {
    (this.fields[0]?.widget.control ?? this.button ?? this.node.querySelector(".dialog-foot button")).focus({ preventScroll: true });
  }

  /** The state value objects of all elements, as Slack sends them: by block_id, then action_id. */
  values() {
    const values = {};
    for (const { blockId, element, widget } of [...this.fields, ...this.loose]) (values[blockId] ??= {})[element.action_id] = widget.read();
    return values;
  }

  async submit() {
    if (!this.button || this.button.getAttribute("aria-busy") === "true") return;
    this.button.setAttribute("aria-busy", "true");
    this.say({}, null);
    try {
      const { errors, trouble } = await tell("submit", { as: this.as, view_id: this.view.id, values: this.values() });
      this.heard = heardOf({ errors, trouble });
      this.say(errors, trouble, true);
      if (!trouble && !Object.keys(errors).length) await refresh();
    } catch (refusal) {
      this.say({}, refusal.message);
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }

  async click(blockId, element, value) {
    const at = { as: this.as, container: { view: this.view.id } };
    const press = (block_id, action_id, chosen) => tell("click", { ...at, block_id, action_id, value: chosen });
    // The bot is told what stands in the other fields too, so the door has to know of it first.
    for (const field of this.fields.filter((each) => each.blockId !== blockId && !each.dispatches)) {
      const entered = clickValue(field.widget.read());
      if (entered !== null && entered.length !== 0) await press(field.blockId, field.element.action_id, entered);
    }
    const { trouble } = await press(blockId, element.action_id, value);
    this.troubles.set(`${blockId}/${element.action_id}`, trouble);
    await refresh();
    return trouble;
  }

  async close() {
    await tell("close", { as: this.as, view_id: this.view.id }).catch((refusal) => notice(refusal.message));
    await refresh();
  }

  /** Take what the state says about errors, once each time it says something new. */
  hear({ errors, trouble }) {
    if (heardOf({ errors, trouble }) === this.heard) return;
    this.heard = heardOf({ errors, trouble });
    if (Object.keys(errors).length || trouble) this.say(errors, trouble);
  }

  say(errors, trouble, andGoThere = false) {
    this.banner.replaceChildren(...(trouble ? [icon("trouble"), el("span", {}, trouble)] : []));
    for (const field of this.fields) field.say(errors[field.blockId] ?? null);
    const wrong = this.fields.filter((field) => errors[field.blockId]);
    if (!wrong.length || !andGoThere) return;
    wrong[0].focus();
    announce(wrong.length === 1 ? "One answer needs another look." : `${wrong.length} answers need another look.`);
  }
}
