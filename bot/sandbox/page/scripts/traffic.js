// The ledger of raw traffic, fetched in steps while someone looks at it, and kept for the page's life.

import { ask } from "./door.js";

const KEPT = 1000; // entries; the sandbox keeps more
const STEP = 200;

export const traffic = { entries: [], last: 0 };
let running = Promise.resolve(false);

/** Fetch what is new; gives whether there was anything. One round follows another, so that none misses the newest. */
export function fetchTraffic() {
  running = running.catch(() => false).then(catchUp);
  return running;
}

async function catchUp() {
  const before = traffic.last;
  if (!before) traffic.last = Math.max(0, (await ask("ledger", { since: Number.MAX_SAFE_INTEGER, limit: 1 })).last - KEPT);
  for (;;) {
    const { entries, last } = await ask("ledger", { since: traffic.last, limit: STEP });
    traffic.entries.push(...entries);
    traffic.last = entries.at(-1)?.n ?? last;
    if (traffic.last >= last) break;
  }
  traffic.entries.splice(0, traffic.entries.length - KEPT);
  return traffic.last !== before;
}
