// The options a list can offer, in one shape whatever they come from: {key, label, raw, description, group, kind}.
// And how one of them looks as a row of the list.

import { avatar } from "./avatar.js";
import { el, icon } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";
import { conversationName, store, user } from "./store.js";

export function ofOption(raw, group = null) {
  return { key: raw.value, label: plain(raw.text), raw, description: raw.description, group, kind: "option" };
}
export const ofUser = (id) => ({ key: id, label: user(id)?.real_name ?? id, raw: null, kind: "user" });
export const ofConversation = (id) => ({ key: id, label: conversationName(id), raw: null, kind: "conversation" });

/** All options of an element, or of an answer of the bot to an option load. */
export function optionsOf(source) {
  const { users, conversations } = store.state;
  const kind = source.type?.replace("multi_", "");
  if (kind === "users_select") return users.filter((each) => !each.deleted && !each.is_bot).map((each) => ofUser(each.id));
  if (kind === "conversations_select") {
    const include = source.filter?.include;
    return conversations.filter((each) => !include || include.includes(each.kind)).map((each) => ofConversation(each.id));
  }
  if (kind === "channels_select") return conversations.filter((each) => each.kind === "public").map((each) => ofConversation(each.id));
  const groups = (source.option_groups ?? []).flatMap((group) => group.options.map((raw) => ofOption(raw, plain(group.label))));
  return [...(source.options ?? []).map((raw) => ofOption(raw)), ...groups];
}

/** The options an element starts with, as the bot sent them. */
export function initialOptions(element) {
  const given = (...names) => [names.map((name) => element[name]).find(Boolean) ?? []].flat();
  return [
    ...given("initial_options", "initial_option").map((raw) => ofOption(raw)),
    ...given("initial_users", "initial_user").map(ofUser),
    ...given("initial_conversations", "initial_conversation", "initial_channels", "initial_channel").map(ofConversation),
  ];
}

export function optionRow(option, { id, isChosen, isActive, several, isFull, onpick }) {
  return el("div", {
    class: `picker-option ${isActive ? "active" : ""} ${isFull ? "full" : ""}`, id, role: "option", "aria-selected": String(isChosen),
    "aria-disabled": isFull ? "true" : null, onpointerdown: (event) => event.preventDefault(), onclick: onpick,
  },
  several ? el("span", { class: "tick" }, isChosen && icon("check")) : null,
  option.kind === "user" ? avatar(option.key, "tiny") : null,
  el("span", { class: "option-text" }, option.raw ? textObject(option.raw.text) : option.label,
    option.description ? el("span", { class: "description" }, textObject(option.description)) : null),
  !several && isChosen ? icon("check") : null);
}

/** Where an arrow key leads in a list of `length` with `active` marked; null for other keys. */
export function arrowKeyTarget(key, active, length) {
  if (key === "ArrowDown") return length ? (active + 1) % length : -1;
  if (key === "ArrowUp") return length ? (Math.max(active, 0) - 1 + length) % length : -1;
  return null;
}
