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
RUNG_FORM: Final = "rung_form"

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
INTRODUCTION: Final = "introduction"
RUNG: Final = "rung"

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
MY_DATA: Final = "my_data"
PROPOSAL_NO: Final = "proposal_no"
STAY: Final = "stay"
ADMIN_STATUS: Final = "admin_status"
ADMIN_PREVIEW: Final = "admin_preview"
ADMIN_RUN: Final = "admin_run"
ADMIN_PAUSE: Final = "admin_pause"
ADMIN_RESUME: Final = "admin_resume"
ADMIN_REPORT: Final = "admin_report"

# answers to follow-ups, and what else is told of an introduction (action_id)
MET_YES: Final = "met_yes"
MET_ARRANGED: Final = "met_arranged"
MET_NOT_YET: Final = "met_not_yet"
MET_NO: Final = "met_no"
RUNG_NOT_YET_MET: Final = "rung_not_yet_met"
RUNG_MET: Final = "rung_met"
RUNG_EXPLORING: Final = "rung_exploring"
RUNG_PILOT: Final = "rung_pilot"
RUNG_AGREEMENT: Final = "rung_agreement"
RUNG_SCALED: Final = "rung_scaled"
RUNG_ENDED: Final = "rung_ended"
TELL_RUNG: Final = "tell_rung"
COME_BACK: Final = "come_back"
PROOF_YES: Final = "proof_yes"
PROOF_NO: Final = "proof_no"
PROOF_BACK: Final = "proof_back"
ADMIN_DISAGREEMENTS: Final = "admin_disagreements"
ADMIN_EXPORT: Final = "admin_export"
ADMIN_IMPORT: Final = "admin_import"
