"""What a server such as gunicorn serves: `gunicorn bot.wsgi:app`, beside `python -m bot run --only worker`.

It is the one module that does its work when it is imported, which is how such servers ask for it. Every
process of theirs makes a bot of its own: nothing may be shared by loading it before they fork.
"""

import sys
from typing import Final

from bot.building import begin_log, part_of
from bot.door import Wsgi
from bot.terminal import Unusable
from bot.transports import NoWayIn, PortTaken, monitor, web
from config.settings import SettingsError, read_settings

_CANNOT_BOOT: Final = 3  # makes gunicorn give up, rather than try for ever


def _made() -> Wsgi:
    """Return the application, begun; ends the process with a sentence where it cannot be."""
    try:
        settings = read_settings()
        log = begin_log(settings)
        bot = part_of(settings)
        watch = monitor(bot, NoWayIn(), one_of_several=True)
    except (Unusable, SettingsError, PortTaken) as trouble:
        print(trouble, file=sys.stderr, flush=True)
        sys.exit(_CANNOT_BOOT)
    bot.leave_the_rest_to_workers()
    bot.start()
    if watch:
        watch.start()
    log.info("Pollinate is ready", way_in="web server", cycle=str(settings.cycle))
    return web(bot)


app = _made()
