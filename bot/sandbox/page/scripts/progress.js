// How far the newcomer has come, read from what happened: the two forms from the raw traffic, the introduction from
// the conversations one can see.

import { byHandle, store } from "./store.js";
import { traffic } from "./traffic.js";

export const STEPS = 3;
export const NEWCOMERS = { innovator: "rosa", champion: "amir" };
const FORMS = { innovator: "Find a partner", champion: "Open doors" };

const done = { innovator: false, champion: false, introduced: false };

/** Whether each of the three steps is done. A later step shows that the earlier ones were. */
export function stepsDone() {
  look();
  return [done.innovator || done.introduced, done.champion || done.introduced, done.introduced];
}

let lookedTo = 0;

function look() {
  const [rosa, amir] = [byHandle(NEWCOMERS.innovator)?.id, byHandle(NEWCOMERS.champion)?.id];
  if (!rosa || !amir) return; // another workspace, without newcomers
  const fresh = traffic.entries.filter((entry) => entry.n > lookedTo);
  lookedTo = fresh.at(-1)?.n ?? lookedTo;
  done.innovator ||= fresh.some((entry) => saved(entry, rosa, FORMS.innovator));
  done.champion ||= fresh.some((entry) => saved(entry, amir, FORMS.champion));
  done.introduced ||= store.state.conversations.some((it) => it.kind === "mpim" && it.members.includes(rosa) && it.members.includes(amir));
}

/** Whether the entry is a submission of this person's form that the bot took without complaint. */
function saved({ kind, request, response, status }, person, title) {
  return kind === "view_submission" && status === 200 && typeof response !== "string" && response?.response_action !== "errors"
    && request.user?.id === person && request.view?.title?.text === title;
}
