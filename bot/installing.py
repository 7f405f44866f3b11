"""The commands that bring the bot into Slack: `manifest`; what they print is made in `bot.slack_app`."""

import argparse
import json

from bot.terminal import Unusable


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    """Add these commands to the command line."""
    told = "print the Slack app's manifest, or the link that creates the app with it"
    manifest = commands.add_parser("manifest", help=told, description=told, parents=[shared])
    manifest.set_defaults(command=_manifest)
    public = "the bot's public address, https://..., for HTTP; without it: for Socket Mode"
    manifest.add_argument("--url", default="", help=public)
    manifest.add_argument("--link", action="store_true", help="print the link instead")
    # Slack's command line adds it to its hook get-manifest: the folder it stands in.
    manifest.add_argument("--source", help=argparse.SUPPRESS)


def _manifest(options: argparse.Namespace) -> int:
    """Print the manifest, or the link."""
    from bot.slack_app import creation_link, manifest, public_address

    try:
        described = manifest(public_address(options.url) if options.url else "")
    except ValueError as mistake:
        raise Unusable(f"The address after --url {mistake}") from mistake
    print(creation_link(described) if options.link else json.dumps(described, indent=2, ensure_ascii=False))
    return 0
