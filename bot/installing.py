"""The commands that bring the bot into Slack: `manifest`, `key` and `check`.

What they print is made in `bot.slack_app` and `bot.check`.
"""

import argparse
import json
from collections.abc import Callable
from datetime import datetime

from bot.terminal import Unusable


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    shared: argparse.ArgumentParser,
    clock: Callable[[], datetime],
) -> None:
    """Add these commands to the command line."""
    told = "print the Slack app's manifest, or the link that creates the app with it"
    manifest = commands.add_parser("manifest", help=told, description=told, parents=[shared])
    manifest.set_defaults(command=_manifest)
    public = "the bot's public address, https://..., for HTTP; without it: for Socket Mode"
    manifest.add_argument("--url", default="", help=public)
    many = "with --url: an app that any workspace can install from that address"
    manifest.add_argument("--many", action="store_true", help=many)
    manifest.add_argument("--link", action="store_true", help="print the link instead")
    # Slack's command line adds it to its hook get-manifest: the folder it stands in.
    manifest.add_argument("--source", help=argparse.SUPPRESS)
    told = "print a new key for POLLINATE_TOKEN_KEYS, under which workspaces' tokens are kept"
    commands.add_parser("key", help=told, description=told).set_defaults(command=_key)
    told = "say what is right and what is not: settings, Slack, database, time"
    check = commands.add_parser("check", help=told, description=told, parents=[shared])
    check.add_argument("--json", action="store_true", help="print a list of {state, subject, text}")
    check.add_argument(
        "--url", default="", help="also ask the running bot at its public address, https://..."
    )
    check.set_defaults(command=_check, clock=clock)


def _manifest(options: argparse.Namespace) -> int:
    """Print the manifest, or the link."""
    from bot.slack_app import creation_link, manifest
    from config.values import public_address

    if options.many and not options.url:
        raise Unusable("An app for many workspaces is called over HTTP: give its address, --url https://...")
    try:
        described = manifest(public_address(options.url) if options.url else "", many=options.many)
    except ValueError as mistake:
        raise Unusable(f"The address after --url {mistake}") from mistake
    print(creation_link(described) if options.link else json.dumps(described, indent=2, ensure_ascii=False))
    return 0


def _key(_options: argparse.Namespace) -> int:
    """Print a new key."""
    from bot.vault import new_key

    print(new_key())
    return 0


def _check(options: argparse.Namespace) -> int:
    """Print what is right, and what to do about what is not; return 1 where something is to be mended."""
    from bot.check import State, check
    from config.values import public_address

    lines = []
    try:
        url = public_address(options.url) if options.url else ""
    except ValueError as mistake:
        raise Unusable(f"The address after --url {mistake}") from mistake
    for line in check(options.env_file, options.clock, url):
        lines.append(line)
        if not options.json:
            print(line, flush=True)
    if options.json:
        print(json.dumps([line._asdict() for line in lines], indent=2, ensure_ascii=False))
    return int(any(line.state is State.FIX for line in lines))
