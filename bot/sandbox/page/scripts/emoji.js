// A small table of :shortcodes: that people and bots type often; others stay as they were typed.

const TABLE = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", wave: "👋", clap: "👏", raised_hands: "🙌", pray: "🙏", handshake: "🤝",
  muscle: "💪", point_right: "👉", eyes: "👀", brain: "🧠", smile: "😄", slightly_smiling_face: "🙂", grinning: "😀", joy: "😂",
  wink: "😉", blush: "😊", thinking_face: "🤔", cry: "😢", hugging_face: "🤗", heart: "❤️", green_heart: "💚", yellow_heart: "💛",
  tada: "🎉", sparkles: "✨", star: "⭐", star2: "🌟", fire: "🔥", rocket: "🚀", trophy: "🏆", medal: "🏅", bulb: "💡", gift: "🎁",
  seedling: "🌱", herb: "🌿", four_leaf_clover: "🍀", leaves: "🍃", evergreen_tree: "🌲", deciduous_tree: "🌳", sunflower: "🌻",
  tulip: "🌷", blossom: "🌼", cherry_blossom: "🌸", hibiscus: "🌺", rose: "🌹", bouquet: "💐", cactus: "🌵", ear_of_rice: "🌾",
  mushroom: "🍄", bee: "🐝", honeybee: "🐝", honey_pot: "🍯", butterfly: "🦋", bug: "🐛", ant: "🐜", lady_beetle: "🐞", bird: "🐦",
  sunny: "☀️", sunrise: "🌅", rainbow: "🌈", cloud: "☁️", umbrella: "☔", snowflake: "❄️", zap: "⚡", earth_africa: "🌍", globe_with_meridians: "🌐",
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", question: "❓",
  exclamation: "❗", information_source: "ℹ️", bell: "🔔", no_bell: "🔕", lock: "🔒", key: "🔑", link: "🔗", mag: "🔍", pushpin: "📌",
  calendar: "📅", date: "📅", clock3: "🕒", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️",
  memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋", email: "📧", envelope: "✉️", inbox_tray: "📥", outbox_tray: "📤",
  telephone_receiver: "📞", speech_balloon: "💬", mega: "📣", loudspeaker: "📢", chart_with_upwards_trend: "📈", bar_chart: "📊",
  moneybag: "💰", pound: "💷", briefcase: "💼", office: "🏢", house: "🏠", hospital: "🏥", school: "🏫", factory: "🏭", wrench: "🔧",
  gear: "⚙️", hammer_and_wrench: "🛠️", package: "📦", books: "📚", mortar_board: "🎓", art: "🎨", computer: "💻", door: "🚪",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", repeat: "🔁", pause_button: "⏸️", double_vertical_bar: "⏸️",
  arrow_forward: "▶️", large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪", small_blue_diamond: "🔹",
};

/** The emoji of a shortcode; undefined where it is not in the table or nothing here could draw it. */
export const emojiFor = (shortcode) => (emojiAreDrawn() ? TABLE[shortcode] : undefined);
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, code) => emojiFor(code) ?? whole);

let drawsColour = null;

/** Whether this machine has a font that draws emoji; where it has none, initials stand in for avatars. */
export function emojiAreDrawn() {
  if (drawsColour === null) {
    const pen = Object.assign(document.createElement("canvas"), { width: 16, height: 16 }).getContext("2d", { willReadFrequently: true });
    pen.font = "14px sans-serif";
    pen.textBaseline = "top";
    pen.fillText("🌻", 0, 0);
    const dots = pen.getImageData(0, 0, 16, 16).data;
    drawsColour = dots.some((part, at) => at % 4 === 0 && part > 60);
  }
  return drawsColour;
}
