// Checkboxes and radio buttons, with their descriptions.

import { el, newId } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

/** See widgets.js for what goes in and out. */
export function choices({ element, id, onChange, onSettled }) {
  const several = element.type === "checkboxes";
  const name = newId("choice");
  const initial = several ? element.initial_options ?? [] : [element.initial_option].filter(Boolean);
  const rows = element.options.map((option, at) => row(option, at === 0 ? id : newId("option")));
  const chosen = () => element.options.filter((_, at) => rows[at].box.checked);

  function row(option, rowId) {
    const about = option.description ? newId("about") : null;
    const box = el("input", {
      type: several ? "checkbox" : "radio", name, id: rowId, "aria-describedby": about, onchange: () => { onChange?.(); onSettled?.(); },
    });
    return {
      box,
      node: el("div", { class: "choice" }, box, el("div", {}, el("label", { for: rowId }, textObject(option.text)),
        about && el("p", { class: "description", id: about }, textObject(option.description)))),
    };
  }

  const mark = (isWanted) => rows.forEach(({ box }, at) => { box.checked = isWanted(element.options[at]); });
  const valuesOf = (options) => options.map((option) => option.value);
  mark((option) => valuesOf(initial).includes(option.value));
  const read = () => (several ? { selected_options: chosen() } : { selected_option: chosen()[0] ?? null });
  return {
    node: el("div", { class: "choices" }, rows.map((each) => each.node)), control: rows[0].box, group: true,
    read: () => ({ type: element.type, ...read() }),
    write: (state) => mark((option) => valuesOf([state.selected_options ?? state.selected_option ?? []].flat()).includes(option.value)),
    fillShown: (shown) => { mark((option) => [shown].flat().map(String).includes(plain(option.text))); onChange?.(); },
  };
}
