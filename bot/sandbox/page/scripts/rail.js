// The rail of workspaces, where there are several: a square with initials for each, and a switch at a press.

import { initials } from "./avatar.js";
import { arrowsWalk, button, el, fillIfChanged } from "./dom.js";
import { enter, store } from "./store.js";

export const railNode = el("div", { class: "rail", role: "group", "aria-label": "Workspaces" });
arrowsWalk(railNode, ".workspace");

export function drawRail() {
  const { team, teams } = store.state;
  railNode.hidden = teams.length < 2;
  document.getElementById("frame").classList.toggle("railed", !railNode.hidden);
  if (!railNode.hidden) fillIfChanged(railNode, [team.id, teams], () => teams.map(square));
}

function square({ id, name, installed }) {
  const words = installed ? name : `${name} (the app is not installed)`;
  return button({
    class: installed ? "workspace" : "workspace without", "data-key": `workspace ${id}`, title: words, "aria-label": words,
    "aria-current": id === store.state.team.id ? "true" : null, onclick: () => enter(id),
  }, initials(name));
}
