// Choosing whom to act as: the button at the head of the sidebar and the list of people behind it.

import { avatar } from "./avatar.js";
import { arrowsWalk, button, el, fillIfChanged, icon } from "./dom.js";
import { popover } from "./popover.js";
import { go, store, userName } from "./store.js";

const opener = button({ class: "who", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => toggle() });
const search = el("input", { type: "search", placeholder: "Find a person", "aria-label": "Find a person", oninput: drawList });
const list = el("div", { class: "people-list" });
const panel = el("div", { class: "people", role: "dialog", "aria-label": "Act as" }, el("div", { class: "people-search" }, search), list);
const floating = popover(opener, panel, { width: 320, maxHeight: 560, onClose: () => opener.setAttribute("aria-expanded", "false") });
export const peopleNode = el("div", {}, opener, panel);

arrowsWalk(panel, ".person, input");
panel.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === search) {
    event.preventDefault(); // choosing moves the focus to the opener, which the same key would press
    list.querySelector(".person:enabled")?.click();
  }
  if (event.key === "Escape") { event.stopPropagation(); back(); }
  if (event.key === "Tab") floating.close();
});

export function drawPeople() {
  const person = store.state.users.find((each) => each.id === store.as);
  fillIfChanged(opener, [store.as, person], () => [
    avatar(store.as),
    el("span", { class: "who-text" },
      el("span", { class: "unseen" }, "Acting as "), el("strong", {}, userName(store.as)), el("span", {}, person?.title ?? "")),
    icon("swap"),
  ]);
}

export function toggle() {
  if (floating.isOpen()) return back();
  search.value = "";
  drawList();
  floating.open();
  opener.setAttribute("aria-expanded", "true");
  return search.focus();
}

function back() {
  floating.close();
  opener.focus();
}

// The role is the sandbox's to say; without it, founders are innovators and who runs the workspace is its admin.
const KINDS = [
  ["Innovators", (person) => (person.role ? person.role === "innovator" : /founder|innovator/i.test(person.title))],
  ["Admin", (person) => (person.role ? person.role === "admin" : person.is_admin)],
  ["Champions", (person) => !person.role || person.role === "champion"],
  ["Everyone else", () => true],
];

/** People in groups, each in the first one that fits. */
function byKind(people) {
  const groups = KINDS.map(([name]) => [name, []]);
  for (const person of people) groups[KINDS.findIndex(([, fits]) => fits(person))][1].push(person);
  return groups.filter(([, members]) => members.length);
}

function drawList() {
  const wanted = search.value.trim().toLowerCase();
  const isWanted = ({ real_name: name, name: handle, title }) => `${name} ${handle} ${title}`.toLowerCase().includes(wanted);
  const people = store.state.users.filter((each) => !each.is_bot && isWanted(each));
  const groups = byKind(people).map(([name, members]) => el("section", { "aria-label": name }, el("h3", {}, name), members.map(row)));
  list.replaceChildren(...(groups.length ? groups : [el("p", { class: "picker-empty" }, "Nobody of that name")]));
}

function row(person) {
  const isMe = person.id === store.as;
  const about = person.deleted ? "has left" : person.title ?? "";
  return button({ class: "person", "aria-current": isMe ? "true" : null, disabled: person.deleted, onclick: () => actAs(person.id) },
    avatar(person.id, "small"),
    el("span", { class: "person-text" }, el("strong", {}, person.real_name), el("span", {}, about)),
    person.unread ? el("span", { class: "badge" }, String(person.unread)) : null,
    isMe ? icon("check") : null);
}

function actAs(id) {
  back();
  go({ as: id });
}
