"""Every sentence the bot says, a module for each part of the story.

Whole sentences with named placeholders, so that they can be translated as they stand; what a person typed is
made safe (`bot.blocks.typed`) before it is filled in. `wording.NAME` is the sentence in the language that is
being spoken (`bot.language`), so it is read at drawing time, inside functions. Where a sentence stands is the
business of the screens.
"""

from bot.language import translate_on_access
from bot.wording.admin import *
from bot.wording.cards import *
from bot.wording.commands import *
from bot.wording.home import *
from bot.wording.installing import *
from bot.wording.introductions import *
from bot.wording.outcomes import *
from bot.wording.profiles import *
from bot.wording.report import *
from bot.wording.review import *
from bot.wording.settings import *
from bot.wording.whys import *

translate_on_access(__name__)
