"""Every command, callback, block and action name that Slack knows us by, written once.

`config/manifest.json` is compared with the commands here by a test. Input blocks carry the field's name as
their block_id and `VALUE` as the action_id of their one element.
"""

from typing import Final

# slash commands
NEED: Final = "/needpartner"
OFFER: Final = "/offerpartner"
ADMIN: Final = "/partneradmin"

# modals (callback_id)
NEED_FORM: Final = "need_form"
OFFER_FORM: Final = "offer_form"
DECLINE_FORM: Final = "decline_form"
FORGET_FORM: Final = "forget_form"
NOTICE: Final = "notice"

# the one element of every input block
VALUE: Final = "value"

# fields of the forms (block_id)
VENTURE: Final = "venture"
PROBLEM: Final = "problem"
IDEA: Final = "idea"
SECTORS: Final = "sectors"
REGIONS: Final = "regions"
STAGE: Final = "stage"
NEEDS: Final = "needs"
INVESTED: Final = "invested"
SAVED: Final = "saved"
REACHED: Final = "reached"
OTHER_SECTORS: Final = "other_sectors"
CONSENT: Final = "consent"
WANTED: Final = "wanted"
ORGANISATION: Final = "organisation"
NEW_ORGANISATION: Final = "new_organisation"
KIND: Final = "kind"
CHALLENGE: Final = "challenge"
OFFERS: Final = "offers"
ROLE: Final = "role"
MANDATE: Final = "mandate"
VALUES: Final = "values"
OUTSIDE_IDEAS: Final = "outside_ideas"
EARLIEST_STAGE: Final = "earliest_stage"
CAPACITY: Final = "capacity"
REASON: Final = "reason"

# option loads: the action_id of the organisation picker, which Bolt matches on
ORGANISATION_PICKER: Final = "organisation_picker"

# buttons (action_id)
ACCEPT: Final = "accept"
DECLINE: Final = "decline"
CONSENT_YES: Final = "consent_yes"
CONSENT_NO: Final = "consent_no"
OPEN_NEED: Final = "open_need"
OPEN_OFFER: Final = "open_offer"
PAUSE: Final = "pause"
RESUME: Final = "resume"
FORGET: Final = "forget"
HELP: Final = "help"
ADMIN_STATUS: Final = "admin_status"
ADMIN_PREVIEW: Final = "admin_preview"
ADMIN_RUN: Final = "admin_run"
ADMIN_REPORT: Final = "admin_report"
