"""The command line; each command ends in a sentence. Those for files are in `bot.papers`, on the database in
`bot.upkeep`, for Slack's side in `bot.installing`.

Heavy imports stay inside the commands that need them.
"""

import argparse
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot import installing, papers, upkeep
from bot.building import SENDERS, begin_log, bot_in, built, many, now, part_of, whole
from bot.progress import showing
from bot.terminal import Unusable
from config.settings import DEFAULT_ENV_FILE, SettingsError, read_settings

if TYPE_CHECKING:
    from bot.app import Bot
    from bot.sandbox import Sandbox

# Seconds a thread may keep the interpreter where another waits: whoever clicks waits for one that computes.
_TURN: Final = 0.001

_HERE: Final = "127.0.0.1"
_NOWHERE: Final = (
    "https://bot.example.org"  # an app is made for some address; the sandbox is told the real one
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    from bot.logs import write_logs

    options = _parser().parse_args(arguments)
    write_logs("warning")  # `run` says more, where the settings want it
    try:
        return int(options.command(options))
    except (Unusable, SettingsError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Pollinate, a Slack bot that introduces."
    )
    # Before or behind the command: the one behind it leaves a default alone that was given before it.
    shared = argparse.ArgumentParser(add_help=False)
    for place, default in ((parser, DEFAULT_ENV_FILE), (shared, argparse.SUPPRESS)):
        place.add_argument(
            "--env-file",
            type=Path,
            default=default,
            metavar="FILE",
            help="file with settings (default: .env)",
        )
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(title="commands", metavar="")
    for name, command, told in (
        ("run", _run, "run the bot (the default)"),
        ("preview", _preview, "show whom a cycle would bring together now; nothing is sent"),
        ("cycle", _cycle, "run a cycle now, and send its messages"),
        ("embed", _embed, "compute the sentence vectors that texts lack, if POLLINATE_MODEL is set"),
        ("weights", _weights, "show what a fit is made of, what answers have taught, and what is in use"),
    ):
        commands.add_parser(name, help=told, description=told, parents=[shared]).set_defaults(command=command)
    parser.set_defaults(only=None)
    for name in ("preview", "cycle", "weights"):
        told = "where many workspaces have installed the bot: in this one"
        commands.choices[name].add_argument("--team", default="", metavar="ID", help=told)
    commands.choices["run"].add_argument(
        "--only",
        choices=("web", "worker"),
        help="with PostgreSQL: only take requests, or only do what is due; other processes do the rest",
    )
    commands.choices["preview"].add_argument(
        "--why",
        nargs=2,
        metavar=("VENTURE", "ORGANISATION"),
        help="say why these two are not suggested to each other, instead",
    )
    installing.add(commands, shared, now)
    papers.add(commands, shared, now)
    upkeep.add(commands, shared, now)
    _add_sandbox(commands)
    return parser


def _add_sandbox(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    told = "start a local workspace with the bot in it; no Slack needed"
    sandbox = commands.add_parser("sandbox", help=told, description=told)
    sandbox.add_argument("--port", type=int, default=8765, help="port of the page (default: 8765)")
    sandbox.add_argument("--no-open", action="store_true", help="do not open the page in the browser")
    sandbox.add_argument("--no-bot", action="store_true", help="start the workspace alone, for any bot")
    sandbox.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what happens in this folder")
    told = "2: two workspaces side by side, which install the bot by OAuth"
    sandbox.add_argument("--workspaces", type=int, choices=(1, 2), default=1, help=told)
    sandbox.set_defaults(command=_sandbox)


def _run(options: argparse.Namespace) -> int:
    """Run the bot until a signal ends it."""
    from bot.transports import NotConnected, NoWayIn, PortTaken, monitor, transport

    settings = read_settings(options.env_file)
    log = begin_log(settings)
    ending = _Ending()
    sys.setswitchinterval(_TURN)
    bot = part_of(settings) if options.only else whole(settings)
    if options.only == "web":
        bot.leave_the_rest_to_workers()
    try:
        way_in = NoWayIn() if options.only == "worker" else transport(bot)
        watch = monitor(bot, way_in, one_of_several=bool(options.only))
        way_in.start()
    except (PortTaken, NotConnected) as trouble:
        raise Unusable(str(trouble)) from trouble
    if watch:
        watch.start()
    bot.start()
    where = "Socket Mode" if settings.socket_mode else f"port {settings.port}, /slack/events"
    log.info(
        "Pollinate is ready",
        way_in="none" if options.only == "worker" else where,
        cycle=str(bot.settings.cycle),
    )
    ending.wait()
    bot.stop()
    way_in.stop()
    if watch:
        watch.stop()
    bot.premises.store.close()
    return 0


class _Ending:
    """The signal that ends the program: made before anything else, so that none is missed.

    Its handlers do nothing; the wake-up byte is what is waited for. Neither a lock nor a sleep would do: a
    signal that comes just before the wait begins would wake nobody.
    """

    def __init__(self) -> None:
        self._bytes, self._writes = socket.socketpair()
        self._writes.setblocking(False)
        signal.set_wakeup_fd(self._writes.fileno())
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda _signal, _frame: None)

    def wait(self) -> None:
        """Wait for it; return at once where it has come already."""
        self._bytes.recv(1)


def _preview(options: argparse.Namespace) -> int:
    """Print whom a cycle would bring together now."""
    from bot import cycle

    bot = bot_in(read_settings(options.env_file), options.team)
    given = bot.store, bot.workspace, now(), bot.settings, bot.taxonomy, bot.decide
    if options.why:
        try:
            print("\n".join(cycle.why_not(*given, asked=tuple(options.why))))
        except LookupError as unknown:
            raise Unusable(str(unknown.args[0])) from unknown
        return 0
    with showing("Choosing who should meet"):
        pairs, left_out = cycle.preview(*given)
    for innovator, champion, chosen in pairs:
        print(f"{innovator.venture} -> {champion.organisation.name} ({chosen.band})")
        print("".join(f"    {reason}\n" for reason in chosen.reasons), end="")
    for innovator, why in left_out:
        print(f"{innovator.venture}: no suggestion. {why}")
    with bot.store.read(bot.workspace) as act:
        waits = " They wait for approval." if act.draft() else ""
    print(f"{len(pairs)} suggestions; nothing was sent.{waits}")
    return 0


def _cycle(options: argparse.Namespace) -> int:
    """Run a cycle now and send its messages."""
    bot = bot_in(read_settings(options.env_file), options.team)
    moment = now()
    with bot.store.begin(bot.workspace, patience=10) as act:
        asked = act.ask_for_cycle(moment.astimezone(bot.settings.timezone).date(), None, moment)
    if not asked:
        raise Unusable("Today's cycle has already run. The next one can run tomorrow.")
    with showing("Choosing who should meet"):
        bot.run_due()
    with showing("Sending messages") as told:
        sent = bot.send_due(told)
    with bot.store.read(bot.workspace) as act:
        summary, draft = act.cycle_summary(), act.draft()
    if draft:
        print(f"The cycle is drafted, and waits in {bot.settings.review_channel} for approval.")
        return 0
    print(f"The cycle ran: {summary.suggestions if summary else 0} suggestions, {sent} messages taken up.")
    return 0


def _weights(options: argparse.Namespace) -> int:
    """Print the file's weights beside the learned ones, with the evidence and the verdict."""
    from bot.learning import NOTHING_YET, told
    from config.weights import read_weights
    from matching.learn import learned

    bot = bot_in(read_settings(options.env_file), options.team)
    with bot.store.read(bot.workspace) as act:
        shown = act.shown()
    prior = read_weights()
    print(told(learned(shown, prior), prior) if shown else NOTHING_YET)
    return 0


def _embed(options: argparse.Namespace) -> int:
    """Compute the sentence vectors that are missing; Slack is not needed, and the bot may be running."""
    from bot import embedding
    from bot.model_files import ModelUnusable
    from bot.storage import DatabaseUnusable, Store

    settings = read_settings(options.env_file)
    if settings.model is None:
        print("Nothing to do: POLLINATE_MODEL is not set, so texts are compared by words.")
        return 0
    store, kept = Store(settings.database), 0
    try:
        store.migrate()
        embedding.check(settings.model)
        for workspace in store.workspaces():
            with showing("Computing sentence vectors") as told:
                kept += embedding.embed(store, workspace, settings.model, told)
    except (ModelUnusable, DatabaseUnusable) as trouble:
        raise Unusable(str(trouble)) from trouble
    print(f"{kept} texts got their sentence vector.")
    return 0


def _sandbox(options: argparse.Namespace) -> int:
    """Start the local workspace, and the bot in it unless told otherwise, until a signal ends them."""
    from bot.sandbox import PortInUse, Sandbox
    from bot.slack_app import manifest

    ending, several, browser = _Ending(), options.workspaces > 1, not options.no_open
    if several and (options.keep or options.no_bot):
        raise Unusable("Two workspaces begin anew each time, with the bot: leave out --keep and --no-bot.")
    app = manifest(_NOWHERE, many=True) if several else manifest()
    slack = Sandbox(options.port, keep=_kept_file(options), manifest=app, installed=not several)
    try:
        with _kept_in(options.keep) as folder, slack:
            if several:
                _with_bots(slack, folder, ending, browser=browser)
            elif options.no_bot:
                print(f"A local workspace, not Slack: {slack.url}\nAny bot connects to it with:\n")
                print("\n".join(f"{name}={value}" for name, value in slack.environment().items()), flush=True)
                ending.wait()
            else:
                _with_bot(slack, folder, ending, browser=browser)
    except PortInUse as trouble:
        raise Unusable(f'{trouble} Such as: make sandbox ARGS="--port 8766"') from trouble
    return 0


def _kept_in(folder: Path | None) -> "AbstractContextManager[Path | str]":
    """Return the folder for the database: the one asked for, or one that is gone afterwards."""
    if folder is None:
        return tempfile.TemporaryDirectory(prefix="pollinate-")
    folder.mkdir(parents=True, exist_ok=True)
    return nullcontext(folder)


def _kept_file(options: argparse.Namespace) -> Path | None:
    return options.keep / "workspace.json" if options.keep else None


def _with_bot(slack: "Sandbox", folder: Path | str, ending: _Ending, *, browser: bool) -> None:
    """Run the bot in the workspace, with everybody's profile but the newcomer's, and show the page."""
    from bot.sandbox import enrol
    from bot.transports import SocketMode

    database = Path(folder).resolve() / "pollinate.db"
    fresh = not database.exists()
    told = {
        "DATABASE_URL": f"sqlite:///{database}",
        "POLLINATE_ADMINS": slack.person("ada").id,
        "POLLINATE_CHANNEL": slack.announcement_channel(),
    }
    told["POLLINATE_QUIET_HOURS"] = "none"  # whoever tries it out at night wants to see something
    settings = read_settings(None, {**slack.environment(), **told})
    bot = built(settings, slack.clock, threads=SENDERS)
    way_in = SocketMode(bot.bolt, settings.app_token)
    way_in.start()
    slack.wait_connected()
    if fresh:
        enrol(slack)
    slack.link(_Link(lambda: [bot]))
    bot.ticker.start()
    _show(f"A local workspace, not Slack, with Pollinate in it: {slack.url}", slack.url, browser=browser)
    ending.wait()
    bot.stop()
    way_in.stop()


def _show(said: str, page: str, *, browser: bool) -> None:
    print(f"{said}\nEnd it with Ctrl+C.", flush=True)
    if browser:
        webbrowser.open(page)


def _with_bots(slack: "Sandbox", folder: Path | str, ending: _Ending, *, browser: bool) -> None:
    """Have two workspaces install the bot, with everybody's profile in both, and show the page."""
    from bot.door import PATH
    from bot.sandbox import enrol
    from bot.sandbox.cast import HILLS, read_cast
    from bot.slack_app import CALLBACK, INSTALL
    from bot.transports import WebServer, web
    from bot.vault import new_key

    with socket.create_server((_HERE, 0)) as free:
        port = free.getsockname()[1]
    url = f"http://{_HERE}:{port}"
    told = {
        "DATABASE_URL": f"sqlite:///{Path(folder).resolve() / 'pollinate.db'}",
        "POLLINATE_URL": url,
        "POLLINATE_TOKEN_KEYS": new_key(),
        "POLLINATE_QUIET_HOURS": "none",
    }
    bots = many(read_settings(None, {**slack.environment(oauth=True), **told}), slack.clock)
    way_in = WebServer(web(bots), port, _HERE)
    way_in.start()
    slack.deliver_to(url + PATH)
    slack.redirect_to(url + CALLBACK)
    slack.offer(url + INSTALL)
    for workspace in (slack, slack.add_workspace(cast=read_cast(HILLS))):
        workspace.install(url + INSTALL)
        enrol(workspace)
    slack.link(_Link(lambda: [*filter(None, map(bots.of, bots.workspaces()))], bots.run_due))
    bots.start()
    _show(f"Two local workspaces, not Slack, with Pollinate in both: {slack.url}", slack.url, browser=browser)
    ending.wait()
    bots.stop()
    way_in.stop()


class _Link:
    """The bot's side of the sandbox's clock; `first` comes before what the workspaces' own bots do."""

    def __init__(self, bots: Callable[[], list["Bot"]], first: Callable[[], object] = lambda: None) -> None:
        self._bots = bots
        self._first = first

    def moved(self) -> None:
        """Do what has become due."""
        self._first()
        with ThreadPoolExecutor() as side_by_side:
            list(side_by_side.map(self._do_due, self._bots()))

    @staticmethod
    def _do_due(bot: "Bot") -> None:
        bot.run_due()
        bot.send_due()

    def next_cycle(self) -> datetime | None:
        """Return when the next cycle is due."""
        from bot import calendar

        asked = [(bot.clock(), bot.settings) for bot in self._bots()]
        due = (calendar.next_cycle(at, told.cycle, told.timezone, told.country) for at, told in asked)
        return min(due, default=None)


if __name__ == "__main__":
    sys.exit(main())
