// The small dialog that opens a direct message or a group conversation with people of one's choice.

import { openDialog } from "./dialogs.js";
import { tell } from "./door.js";
import { button, el, notice } from "./dom.js";
import { Picker } from "./picker.js";
import { go, store } from "./store.js";

const ANYONE = { type: "multi_users_select", max_selected_items: 8, placeholder: { text: "Names" } };

export function newMessage() {
  const whom = new Picker({ element: ANYONE, label: "To whom" });
  const foot = el("div", { class: "dialog-foot" },
    button({ class: "button", onclick: () => leave() }, "Cancel"), button({ type: "submit", class: "button primary" }, "Open"));
  const form = el("form", {
    onsubmit: (event) => {
      event.preventDefault();
      if (!whom.chosen.length) return whom.control.focus();
      leave();
      return open(whom.chosen.map((each) => each.key));
    },
  }, el("h2", { id: "new-message" }, "New message"), whom.node, foot);
  const leave = openDialog(el("dialog", { class: "confirm", "aria-labelledby": "new-message" }, form), () => leave());
  whom.control.focus();
}

async function open(users) {
  try {
    const { conversation } = await tell("open", { as: store.as, users });
    await go({ place: conversation });
  } catch (refusal) {
    notice(refusal.message);
  }
}
