// A panel that floats next to its anchor, above dialogs too (the browser's top layer), and closes when the
// person presses Escape, clicks elsewhere or scrolls the anchor away.

const GAP = 4;
const MARGIN = 8;

/**
 * Make `panel`, which must already stand in the document next to `anchor`, a popover of it.
 * Gives {open(), close(), isOpen()}; `onClose` is called however it closed.
 */
export function popover(anchor, panel, { onClose = () => {}, width = null, maxHeight = 330 } = {}) {
  panel.setAttribute("popover", "manual");
  const isOpen = () => panel.matches(":popover-open");

  function place() {
    const at = anchor.getBoundingClientRect();
    const below = innerHeight - at.bottom - GAP - MARGIN;
    const above = at.top - GAP - MARGIN;
    const upwards = below < Math.min(panel.scrollHeight, 260) && above > below;
    const wide = Math.min(width ?? at.width, innerWidth - 2 * MARGIN);
    panel.style.width = `${wide}px`;
    panel.style.maxHeight = `${Math.min(upwards ? above : below, 420)}px`;
    panel.style.left = `${Math.max(MARGIN, Math.min(at.left, innerWidth - wide - MARGIN))}px`;
    panel.style.top = upwards ? "auto" : `${at.bottom + GAP}px`;
    panel.style.bottom = upwards ? `${innerHeight - at.top + GAP}px` : "auto";
  }

  const outside = (event) => { if (!panel.contains(event.target) && !anchor.contains(event.target)) close(); };

  function moved(event) {
    if (panel.contains(event.target)) return;
    const at = anchor.getBoundingClientRect();
    if (at.bottom < 0 || at.top > innerHeight) close();
    else place();
  }

  function open() {
    if (isOpen()) return place();
    panel.showPopover();
    place();
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("scroll", moved, true);
    window.addEventListener("resize", place);
  }

  function close() {
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", moved, true);
    window.removeEventListener("resize", place);
    if (!panel.isConnected || !isOpen()) return;
    panel.hidePopover();
    onClose();
  }

  return { open, close, place, isOpen };
}
