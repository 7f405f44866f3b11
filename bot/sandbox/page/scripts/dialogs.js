// Dialogs in general: opening on top of everything, keeping the focus inside, Escape, and giving the focus back.
// And the small one that asks "are you sure?".

import { button, el } from "./dom.js";
import { textObject } from "./mrkdwn.js";

const STOPS = "a[href], button:not([disabled]):not([tabindex='-1']), input:not([disabled]), textarea, select, [tabindex='0']";

/** Show a dialog; `onEscape` decides what Escape does. Gives a function that takes it away again. */
export function openDialog(dialog, onEscape) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); onEscape(); });
  dialog.addEventListener("keydown", (event) => keepInside(dialog, event));
  dialog.showModal();
  return () => {
    dialog.close();
    dialog.remove();
    if (before?.isConnected) before.focus();
  };
}

/** Tab goes round inside the dialog instead of out to the browser's own buttons. */
function keepInside(dialog, event) {
  if (event.key !== "Tab") return;
  const stops = [...dialog.querySelectorAll(STOPS)].filter((each) => each.checkVisibility());
  const [first, last] = [stops[0], stops.at(-1)];
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

/** Ask with a Block Kit confirmation object; resolves to whether the person confirmed. */
export function confirmed(confirm) {
  return new Promise((resolve) => {
    const answer = (yes) => { leave(); resolve(yes); };
    const dialog = el("dialog", { class: "confirm", "aria-labelledby": "confirm-title" },
      el("h2", { id: "confirm-title" }, textObject(confirm.title)),
      el("div", { class: "text" }, textObject(confirm.text)),
      el("div", { class: "dialog-foot" },
        button({ class: "button", onclick: () => answer(false) }, textObject(confirm.deny)),
        button({ class: `button ${confirm.style ?? "primary"}`, autofocus: true, onclick: () => answer(true) }, textObject(confirm.confirm))));
    const leave = openDialog(dialog, () => answer(false));
  });
}
