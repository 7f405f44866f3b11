// Times in words, always in the workspace's time zone and by the bot's clock, never this computer's.

import { store } from "./store.js";

const style = (options) => (when) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: store.state?.clock.timezone }).format(when);

export const dayName = style({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const dayBrief = style({ weekday: "short", day: "numeric", month: "short" });
export const clockTime = style({ hour: "2-digit", minute: "2-digit" });
export const exactTime = style({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const dayAndTime = (when) => `${style({ weekday: "long", day: "numeric", month: "long" })(when)}, ${clockTime(when)}`;

export const ofTs = (ts) => new Date(Number(ts) * 1000);

let heardAt = 0;
let heard = null;

/** The bot's time now: what the door said last, plus the moments since. */
export function now() {
  const said = store.state.clock.now;
  if (said !== heard) [heard, heardAt] = [said, performance.now()];
  return new Date(Date.parse(said) + performance.now() - heardAt);
}

/** "today", "yesterday" or the day's full name, seen from the bot's now. */
export function dayInWords(when) {
  const day = dayName(when);
  if (day === dayName(now())) return "Today";
  if (day === dayName(new Date(now() - 86_400_000))) return "Yesterday";
  return day;
}

/** How long until `when`, roughly: "in 6 days", "in 3 hours", "in a moment". */
export function untilInWords(when) {
  const hours = (when - now()) / 3_600_000;
  if (hours >= 36) return `in ${Math.round(hours / 24)} days`;
  if (hours >= 1.5) return `in ${Math.round(hours)} hours`;
  return hours > 0.02 ? `in ${Math.max(1, Math.round(hours * 60))} minutes` : "in a moment";
}
