// Every element a form can hold, each as a widget:
// {node, control, group, read() -> Slack's state value, write(state value), fillShown(what a person would see)}.
// `group` says that it is a set of choices, to be labelled as one. What surrounds it is inputs.js.

import { el } from "./dom.js";
import { initialOptions, ofConversation, ofOption, ofUser } from "./options.js";
import { Picker } from "./picker.js";
import { choices } from "./choices.js";

const TYPED = {
  plain_text_input: { type: "text" },
  email_text_input: { type: "email", inputmode: "email" },
  url_text_input: { type: "url", inputmode: "url" },
  number_input: { type: "text", inputmode: "decimal" },
};
const DATED = {
  datepicker: { type: "date", value: "selected_date", initial: "initial_date" },
  timepicker: { type: "time", value: "selected_time", initial: "initial_time" },
};

/** The widget of an element; null for one that is no input (a button, an image). See picker.js for `setting`. */
export function widget(setting) {
  const { type } = setting.element;
  if (type in TYPED) return typed(setting);
  if (type in DATED) return dated(setting);
  if (type === "datetimepicker") return dateAndTime(setting);
  if (type === "checkboxes" || type === "radio_buttons") return choices(setting);
  if (type.endsWith("_select")) return chosen(setting);
  return null;
}

const shared = ({ id, describedBy, label }) => ({ id, "aria-describedby": describedBy, "aria-label": label });

function typed(setting) {
  const { element, onChange } = setting;
  const props = {
    ...shared(setting), placeholder: element.placeholder?.text, oninput: () => { counted(); onChange?.(); },
    onchange: () => setting.onSettled?.(), autocomplete: "off",
  };
  const control = element.multiline ? el("textarea", { ...props, rows: "4" }) : el("input", { ...props, ...TYPED[element.type] });
  control.value = element.initial_value ?? "";
  const counter = el("p", { class: "counter", "aria-live": "polite" });

  function counted() {
    const left = (element.max_length ?? Infinity) - control.value.length;
    const near = left <= Math.max(20, element.max_length / 10);
    counter.textContent = !near ? "" : left >= 0 ? `${left} left` : `${-left} too many`;
    counter.classList.toggle("over", left < 0);
  }
  counted();
  const read = () => ({ type: element.type, value: control.value === "" ? null : control.value });
  const write = (state) => { control.value = state.value ?? ""; counted(); };
  const fillShown = (shown) => { write({ value: String(shown) }); onChange?.(); };
  return { node: el("div", { class: "typed" }, control, counter), control, read, write, fillShown };
}

function dated(setting) {
  const { element, onChange } = setting;
  const { type, value, initial } = DATED[element.type];
  const control = el("input", { ...shared(setting), type, onchange: () => { onChange?.(); setting.onSettled?.(); } });
  control.value = element[initial] ?? "";
  const read = () => ({ type: element.type, [value]: control.value || null });
  const write = (state) => { control.value = state[value] ?? ""; };
  return { node: control, control, read, write, fillShown: (shown) => { write({ [value]: String(shown) }); onChange?.(); } };
}

function dateAndTime(setting) {
  const { element, onChange } = setting;
  const control = el("input", { ...shared(setting), type: "datetime-local", onchange: () => { onChange?.(); setting.onSettled?.(); } });
  const write = ({ selected_date_time: seconds }) => {
    control.value = seconds ? new Date(seconds * 1000).toISOString().slice(0, 16) : "";
  };
  write({ selected_date_time: element.initial_date_time });
  const read = () => ({ type: element.type, selected_date_time: control.value ? Date.parse(`${control.value}Z`) / 1000 : null });
  return { node: control, control, read, write, fillShown: (shown) => write({ selected_date_time: Number(shown) }) };
}

// What a select's state value is called, by what it chooses.
const NAMES = { users: "selected_user", conversations: "selected_conversation", channels: "selected_channel" };

function chosen(setting) {
  const { element } = setting;
  const several = element.type.startsWith("multi_");
  const what = Object.keys(NAMES).find((name) => element.type.includes(name));
  const it = new Picker({ ...setting, onChange: () => { setting.onChange?.(); setting.onSettled?.(); } });
  it.take(initialOptions(element), true);
  const name = `${NAMES[what] ?? "selected_option"}${several ? "s" : ""}`;
  const valueOf = (option) => (what ? option.key : option.raw);
  const optionOf = (value) => ({ users: ofUser, conversations: ofConversation, channels: ofConversation }[what] ?? ofOption)(value);

  async function fillShown(shown) {
    const found = await Promise.all([shown].flat().map((each) => it.find(each)));
    it.take(found.filter(Boolean));
  }
  return {
    node: it.node, control: it.control, fillShown,
    read: () => ({ type: element.type, [name]: several ? it.chosen.map(valueOf) : it.chosen.map(valueOf)[0] ?? null }),
    write: (state) => it.take([state[name] ?? []].flat().map(optionOf), true),
  };
}
