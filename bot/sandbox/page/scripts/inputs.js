// An input block as a labelled field: label, widget, hint, and the place where an error is said.

import { el, icon, newId } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";
import { widget } from "./widgets.js";

/** Gives {node, widget, element, blockId, label, say(error | null), focus()}; null where the element is unknown here. */
export function inputField(block, { load, onSettled, entered }) {
  const id = newId("field");
  const [errorId, hintId] = [`${id}-error`, `${id}-hint`];
  const field = { element: block.element, blockId: block.block_id, label: plain(block.label), dispatches: Boolean(block.dispatch_action) };
  field.widget = widget({
    element: block.element, id, describedBy: block.hint ? `${errorId} ${hintId}` : errorId,
    load: (typed) => load(block.block_id, block.element.action_id, typed),
    onChange: () => field.say(null),
    onSettled: block.dispatch_action ? () => onSettled(block.block_id, block.element, field.widget) : null,
  });
  if (!field.widget) return null;
  const value = entered?.(block.block_id, block.element.action_id);
  if (value) field.widget.write(value);
  const error = el("p", { class: "error", id: errorId });
  const name = [textObject(block.label), block.optional ? el("span", { class: "optional" }, " (optional)") : null];
  const hint = block.hint ? el("p", { class: "hint", id: hintId }, textObject(block.hint)) : null;
  field.node = field.widget.group
    ? el("fieldset", { class: "field", "aria-describedby": `${errorId} ${hintId}` }, el("legend", {}, name), field.widget.node, error, hint)
    : el("div", { class: "field" }, el("label", { for: id }, name), field.widget.node, error, hint);
  if (!block.optional) field.widget.control.setAttribute("aria-required", "true");

  field.say = (sentence) => {
    error.replaceChildren(...(sentence ? [icon("trouble"), el("span", {}, sentence)] : []));
    field.node.classList.toggle("wrong", Boolean(sentence));
    if (sentence) field.widget.control.setAttribute("aria-invalid", "true");
    else field.widget.control.removeAttribute("aria-invalid");
  };
  field.focus = () => {
    field.node.scrollIntoView({ block: "center" });
    field.widget.control.focus();
  };
  return field;
}
