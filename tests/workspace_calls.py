"""Every call of an `Act`, with ids that another workspace could have learned of ours."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from bot.records import (
    Card,
    FollowUp,
    Installation,
    Invited,
    Kind,
    Letter,
    Member,
    ProofState,
    Question,
    Reached,
    Rung,
    Sought,
    State,
)
from bot.storage import Act
from matching.people import Evidence, Idle, LeftOut, Past, Suggestion
from tests.profiles import AMIR, NOON, ROSA
from tests.storage_place import Put

LATER = NOON + timedelta(days=7)
SOON = NOON + timedelta(minutes=1)
ZOE = replace(AMIR, id="c2", person="U0ZOE")


INSTALLED = Installation("token", "refresh", SOON, "U0BOT", "U0ADMIN", NOON)
PROPOSED = replace(ROSA, id="i-proposed", person="U0PROPOSED")
OFFERED = replace(AMIR, id="c-offered", person="U0OFFERED")


class Known(NamedTuple):
    """All that the other workspace could have learned of ours."""

    put: Put
    open: str  # a suggestion that waits for Zoe
    due: str  # a cycle that waits to be run
    sending: Letter
    search: str
    invitation: str
    unknown: Letter
    asked: FollowUp  # waits for Rosa's answer
    silence: str  # Zoe's
    swept: Letter  # at rest, and in doubt
    pending: Letter  # due again
    parked: str
    card: Card
    proof: str  # to which Rosa has agreed
    second: str  # an introduction without a proof
    left: str  # an organisation whose champion has left
    draft: str  # a cycle under review
    drafted: str  # ... of which this waits
    struck: str  # ... and this does not


Call = Callable[[Act, Known], object]


def clocks_started(act: Act) -> Act:
    act.start_clocks(NOON)
    return act


def an_attempt_before(letter: Letter) -> Letter:
    return replace(letter, fence=letter.fence - 1, ts="1.0")


def taken_down(act: Act, ours: Known) -> Act:
    act.taking_down(ours.sending)
    return act


def searches_ended(act: Act) -> Act:
    act.end_searches()
    return act


READS: Mapping[str, Call] = {
    "may_stand": lambda act, ours: act.may_stand(ours.unknown, "0.5"),
    "innovator": lambda act, _: act.innovator(ROSA.person),
    "innovators": lambda act, _: act.innovators(),
    "champion": lambda act, _: act.champion(AMIR.person),
    "champions": lambda act, _: act.champions(),
    "first_joined": lambda act, _: act.first_joined(),
    "organisations_like": lambda act, _: act.organisations_like(""),
    "paused_until": lambda act, _: act.paused_until("champion", ZOE.person),
    "last_profile_change": lambda act, _: act.last_profile_change(),
    "texts_without_vector": lambda act, _: act.texts_without_vector("m"),
    "vectors": lambda act, _: act.vectors("m"),
    "cycles_run": lambda act, _: act.cycles_run(),
    "shown": lambda act, _: act.shown(),
    "card": lambda act, ours: act.card(ours.put.suggestion),
    "cards_of_message": lambda act, ours: act.cards_of_message(ours.put.cycle, ours.put.champion.id),
    "cards_of_person": lambda act, _: act.cards_of_person(ROSA.person),
    "counterparts": lambda act, _: act.counterparts(ROSA.person),
    "open_cards_of": lambda act, ours: act.open_cards_of(ours.put.innovator.id),
    "person_of": lambda act, ours: act.person_of(ours.put.innovator.id),
    "why_left_out": lambda act, ours: act.why_left_out(ours.put.cycle, ours.put.innovator.id),
    "why_idle": lambda act, ours: act.why_idle(ours.put.cycle, ours.put.champion.id),
    "happened": lambda act, ours: act.happened(ours.put.cycle, ours.put.innovator.id),
    "untold": lambda act, ours: (
        act.decide(ours.open, State.OPEN, State.CLOSED, NOON)
        and act.decide(ours.put.suggestion, State.ACCEPTED, State.CLOSED, NOON)
        and act.settle_search(ours.search, Sought.NONE)
        and act.untold()
    ),
    "organisation": lambda act, ours: act.organisation(ours.put.champion.organisation.id),
    "left_out": lambda act, ours: act.left_out(ours.put.cycle),
    "draft": lambda act, ours: act.draft() or act.draft(ours.put.cycle),
    "cards_of_draft": lambda act, ours: act.cards_of_draft(ours.draft),
    "swaps": lambda act, ours: act.swaps(ours.draft),
    "places_left": lambda act, _: act.places_left(),
    "kept_apart": lambda act, _: act.kept_apart(NOON),
    "accepted_by_organisation": lambda act, ours: act.accepted_by_organisation(
        ours.put.champion.organisation.id
    ),
    "cards_letter": lambda act, _: act.cards_letter("x", "y") != "x:y",
    "anything_silent": lambda act, _: act.anything_silent(LATER, LATER),
    "unanswered": lambda act, _: clocks_started(act).unanswered(LATER),
    "to_nudge": lambda act, _: (
        act.resume("champion", ZOE.person, NOON) and clocks_started(act).to_nudge(LATER)
    ),
    "due_back": lambda act, ours: (
        act.resume("champion", ZOE.person, NOON)
        and act.decide(ours.open, State.OPEN, State.POSTPONED, NOON, until=NOON.date())
        and act.due_back(LATER.date())
    ),
    "open_searches": lambda act, _: act.open_searches(),
    "searching": lambda act, ours: act.searching(ours.put.innovator.id),
    "let_down": lambda act, ours: (
        act.decide(ours.open, State.OPEN, State.CLOSED, NOON)
        and act.decide(ours.put.suggestion, State.ACCEPTED, State.CLOSED, NOON)
        and searches_ended(act).let_down()
    ),
    "taken": lambda act, ours: act.taken(ours.put.cycle),
    "waiting_on": lambda act, ours: act.waiting_on(ours.put.cycle),
    "heard": lambda act, ours: act.heard(ours.put.cycle),
    "invitation": lambda act, ours: act.invitation(ours.invitation),
    "open_invitations": lambda act, _: act.open_invitations(),
    "unanswered_invitations": lambda act, _: act.unanswered_invitations(LATER),
    "accepted_this_cycle": lambda act, ours: act.accepted_this_cycle(ours.put.champion.id),
    "introductions_of": lambda act, ours: act.introductions_of(ours.put.innovator.id),
    "due_cycle": lambda act, _: act.due_cycle(),
    "asked_by": lambda act, ours: act.asked_by(ours.due),
    "cycle_summary": lambda act, ours: act.cycle_summary() or act.cycle_summary(ours.put.cycle),
    "last_cycle_date": lambda act, _: act.last_cycle_date(),
    "past": lambda act, _: act.past(NOON) != Past(),
    "anything_due": lambda act, _: act.anything_due(LATER, LATER),
    "claim_look": lambda act, _: act.claim_look(LATER, LATER),
    "claim_sweep": lambda act, _: act.claim_sweep(LATER, LATER),
    "paces": lambda act, _: act.paces(NOON),
    "stopped": lambda act, _: act.stopped(),
    "parked_letters": lambda act, _: act.parked_letters(),
    "letter_states": lambda act, _: act.letter_states(),
    "letters_due": lambda act, _: act.letters_due(LATER),
    "oldest_due": lambda act, _: act.oldest_due(LATER),
    "people_to_ask": lambda act, _: act.people_to_ask(LATER),
    "asked_in": lambda act, ours: act.asked_in(ours.asked.asking),
    "questions_for": lambda act, _: act.questions_for(ROSA.person),
    "follow_up": lambda act, ours: act.follow_up(ours.asked.id),
    "open_topic": lambda act, ours: act.open_topic(ours.put.suggestion, ROSA.person),
    "outcomes_of": lambda act, ours: act.outcomes_of(ours.put.suggestion),
    "disagreements": lambda act, _: act.disagreements(),
    "silent_people": lambda act, _: act.silent_people(LATER, 1),
    "proof": lambda act, ours: act.proof(ours.proof),
    "proofs_of": lambda act, _: act.proofs_of(ROSA.person),
    "silence": lambda act, ours: act.silence(ours.silence),
    "claim_letter": lambda act, _: act.claim_letter(LATER, LATER),
    "member": lambda act, _: act.member(ROSA.person),
    "language_of": lambda act, _: act.language_of(ROSA.person),
    "zone_of": lambda act, _: act.zone_of(ROSA.person),
    "members_to_ask": lambda act, _: act.members_to_ask(LATER, 9),
    "arrived": lambda act, ours: act.arrived(AMIR.person, {Kind.CARDS}, NOON, ours.unknown),
    "began": lambda act, ours: act.began() or act.began(ours.put.cycle),
    "known_organisation": lambda act, ours: act.known_organisation(ours.put.champion.organisation.id),
    "people_of_organisation": lambda act, ours: act.people_of_organisation(ours.put.champion.organisation.id),
    "organisations_without_champion": lambda act, _: act.organisations_without_champion(),
    "cards_waiting_with": lambda act, ours: act.cards_waiting_with(ours.put.champion.id, tuple(State)),
    "colleague_of": lambda act, _: act.colleague_of(act.champion(ZOE.person) or ZOE),
    "halted": lambda act, _: act.halted(),
    "own_settings": lambda act, _: act.own_settings(),
    "own_settings_changed_at": lambda act, _: act.own_settings_changed_at({"POLLINATE_CURRENCY"}),
    "everything": lambda act, _: any(act.everything().values()),
    "held": lambda act, _: act.held(ROSA.person),
    "ventures": lambda act, _: act.ventures(),
    "told": lambda act, _: act.told(),
    "key_numbers": lambda act, _: any(vars(act.key_numbers()).values()),
    "organisation_named": lambda act, _: act.organisation_named(AMIR.organisation.name),
    "inactive": lambda act, _: act.inactive(LATER + timedelta(days=999)),
    "ended": lambda act, _: act.ended(LATER + timedelta(days=999)),
    "asked_to_stay": lambda act, _: act.asked_to_stay(),
    "unanswered_farewells": lambda act, _: act.unanswered_farewells(LATER),
    "proposed_innovator": lambda act, _: act.proposed_innovator(PROPOSED.person),
    "proposed_champion": lambda act, _: act.proposed_champion(OFFERED.person),
    "installation": lambda act, _: act.installation(),
}

# What ours could lose if their calls reached it; each answers as if there were nothing.
WRITES: Mapping[str, Call] = {
    "keep_whys": lambda act, ours: act.keep_whys(
        ours.due, [LeftOut(ours.put.innovator.id, "theirs")], {ours.put.champion.id: Idle.FULL}
    ),
    "drop_older_whys": lambda act, _: act.drop_older_whys("another"),
    "mark_told": lambda act, ours: act.mark_told(ours.put.cycle, ours.put.innovator.id, NOON),
    "start_clocks": lambda act, _: act.start_clocks(NOON),
    "uninstall": lambda act, _: act.uninstall(LATER),
    "claim_renewal": lambda act, _: act.claim_renewal(LATER, NOON, SOON),
    "renew": lambda act, _: act.renew(INSTALLED, "new", "newer", LATER),
    "seal_again": lambda act, _: act.seal_again(INSTALLED, "sealed", "again"),
    "bring_back": lambda act, ours: (
        act.decide(ours.open, State.OPEN, State.POSTPONED, NOON) and act.bring_back(ours.open, ours.due, NOON)
    ),
    "look_for_next": lambda act, ours: act.look_for_next(
        ours.put.innovator.id, ours.open, NOON, cycle=ours.put.cycle
    ),
    "settle_search": lambda act, ours: act.settle_search(ours.search, Sought.NONE),
    "widen_search": lambda act, ours: act.widen_search(ours.search),
    "end_searches": lambda act, _: act.end_searches(),
    "close_searches": lambda act, ours: act.close_searches(ours.put.innovator.id),
    "invite": lambda act, ours: act.invite(ours.open, "U0NEW", NOON),
    "settle_invitation": lambda act, ours: act.settle_invitation(ours.invitation, Invited.TAKEN, NOON),
    "set_capacity": lambda act, _: act.set_capacity(AMIR.person, 9, NOON),
    "pause": lambda act, _: act.pause("innovator", ROSA.person, None, NOON),
    "resume": lambda act, _: act.resume("champion", ZOE.person, NOON),
    "end_pauses": lambda act, _: act.end_pauses(LATER.date()),
    "erase_profiles": lambda act, _: (
        act.erase_profiles(ROSA.person, NOON) or act.erase_profiles(AMIR.person, NOON)
    ),
    "keep_vectors": lambda act, _: act.keep_vectors("m", {ROSA.problem: b"theirs"}),
    "drop_stale_vectors": lambda act, _: act.drop_stale_vectors("other"),
    "decide": lambda act, ours: act.decide(ours.put.suggestion, State.ACCEPTED, State.CLOSED, NOON),
    "open_introduction": lambda act, ours: act.open_introduction(ours.open, NOON),
    "set_conversation": lambda act, ours: act.set_conversation(ours.put.suggestion, "G0THEIRS"),
    "finish_cycle": lambda act, ours: act.finish_cycle(
        ours.due, innovators=9, champions=9, suggestions=9, left_out=9, now=LATER
    ),
    "show_page": lambda act, ours: act.show_page(ours.draft, 3),
    "put_back": lambda act, ours: act.put_back(ours.struck),
    "open_draft": lambda act, ours: act.open_draft(ours.drafted, LATER),
    "approve_draft": lambda act, ours: act.approve_draft(ours.draft, "U0THEIRS", 9, LATER),
    "drop_draft": lambda act, _: act.drop_draft(),
    "add_follow_up": lambda act, ours: act.add_follow_up(
        ours.put.suggestion, ROSA.person, Question.RUNG, "theirs", NOON
    ),
    "ask": lambda act, _: act.ask(AMIR.person, LATER, LATER, NOON),
    "answer_questions": lambda act, ours: act.answer_questions(
        ours.put.suggestion, ROSA.person, "theirs", NOON
    ),
    "stop_asking": lambda act, ours: act.stop_asking(ours.put.suggestion, ROSA.person),
    "keep_outcome": lambda act, ours: act.keep_outcome(
        ours.put.suggestion, ROSA.person, "theirs", "met", Rung.MET, Evidence(), NOON
    ),
    "set_reached": lambda act, ours: act.set_reached(ours.put.suggestion, Reached(Rung.SCALED)),
    "settle_askings": lambda act, _: act.settle_askings(ROSA.person, NOON),
    "agree_to_proof": lambda act, ours: act.agree_to_proof(ours.proof, "champion", NOON),
    "celebrate_proof": lambda act, ours: (
        act.agree_to_proof(ours.proof, "champion", NOON) and act.celebrate_proof(ours.proof)
    ),
    "end_proof": lambda act, ours: act.end_proof(ours.proof, ProofState.REFUSED, NOON),
    "address_to_channel": lambda act, ours: act.address_to_channel(Kind.PROOF, ours.proof, "C0THEIRS"),
    "offer_proof": lambda act, ours: act.offer_proof(
        replace(ours.card, id=ours.second), Rung.PILOT, Evidence(), NOON
    ),
    "end_silence": lambda act, _: act.end_silence(ZOE.person, NOON),
    "redraw_about": lambda act, _: act.redraw_about(ROSA.person, LATER),
    "redraw_suggestion": lambda act, ours: act.redraw_suggestion(ours.open, LATER),
    "take_down_suggestion": lambda act, ours: act.take_down_suggestion(ours.open, LATER),
    "end_leases": lambda act, _: act.end_leases(LATER),
    "letter_sent": lambda act, ours: act.letter_sent(ours.sending, "D0THEIRS", "1.0"),
    "found_letter": lambda act, ours: act.found_letter(ours.unknown, "1.0"),
    "looked_for_letter": lambda act, ours: act.looked_for_letter(
        ours.unknown, LATER, give_up_after=1, sweep_at=LATER
    ),
    "look_later": lambda act, ours: act.look_later(ours.unknown, LATER),
    "park_unknown": lambda act, ours: act.park_unknown(ours.unknown, "parked"),
    "address_letter": lambda act, ours: act.address_letter(ours.sending, "D0THEIRS"),
    "letter_later": lambda act, ours: act.letter_later(ours.sending, LATER, "later"),
    "doubt_letter": lambda act, ours: act.doubt_letter(ours.unknown, LATER),
    "sweep_later": lambda act, ours: act.sweep_later(ours.swept, LATER),
    "swept": lambda act, ours: act.swept(ours.swept, None),
    "keep_copy": lambda act, ours: act.keep_copy(ours.swept, "0.5"),
    "send_parked": lambda act, ours: act.send_parked(ours.parked, LATER),
    "settle_parked": lambda act, ours: act.settle_parked(ours.parked),
    "park_undrawn": lambda act, ours: act.park_undrawn(
        replace(ours.pending, fence=ours.pending.fence + 1), "undrawable", LATER
    ),
    "let_in": lambda act, _: act.let_in(),
    "letter_unknown": lambda act, ours: act.letter_unknown(ours.sending, "unknown"),
    "park_letter": lambda act, ours: act.park_letter(ours.sending, "parked"),
    "drop_letter": lambda act, ours: act.drop_letter(ours.sending),
    "taking_down": lambda act, ours: act.taking_down(ours.sending),
    "letter_taken_down": lambda act, ours: act.letter_taken_down(an_attempt_before(ours.sending)),
    "post_anew": lambda act, ours: taken_down(act, ours).post_anew(ours.sending),
    "keep_member": lambda act, _: act.keep_member(Member(ROSA.person, "de-DE"), LATER),
    "asked_in_vain": lambda act, _: act.asked_in_vain(ROSA.person, LATER),
    "drop_passer_by": lambda act, _: act.drop_passer_by("U0PASSER"),
    "address_person": lambda act, ours: act.address_person(ours.sending, "U0THEIRS"),
    "hold_letter": lambda act, ours: act.hold_letter(ours.sending, LATER),
    "spread_letters": lambda act, _: act.spread_letters(LATER, timedelta(minutes=1)),
    "change_organisation": lambda act, ours: (
        act.change_organisation(replace(ours.put.champion.organisation, cap=9)) and None
    ),
    "merge_organisations": lambda act, ours: act.merge_organisations(
        ours.left, ours.put.champion.organisation.id, LATER
    ),
    "leave": lambda act, _: act.leave(ZOE.person, NOON),
    "lift_halt": lambda act, _: act.lift_halt(),
    "keep_own_settings": lambda act, _: act.keep_own_settings({}, "U0THEIRS", LATER),
    "leave_out": lambda act, _: clocks_started(act).leave_out(NOON, LATER),
    "stays": lambda act, _: act.stays(ROSA.person),
    "count_ended": lambda act, _: act.count_ended(LATER),
    "drop_audit": lambda act, _: act.drop_audit(LATER),
    "erase_workspace": lambda act, _: act.erase_workspace(),
    "letter_shared": lambda act, ours: act.letter_shared(ours.sending),
    "drop_proposals": lambda act, _: act.drop_proposals(PROPOSED.person),
    "drop_old_proposals": lambda act, _: act.drop_old_proposals(LATER),
    "add_suggestions": lambda act, ours: act.add_suggestions(
        ours.due, [Suggestion(ours.put.innovator.id, ours.put.champion.id, 1.0, "strong", ())], LATER
    ),
}

# What makes rows of their own, of the same people and ids.
OWN: Mapping[str, Call] = {
    "install": lambda act, _: act.install(INSTALLED),
    "save_innovator": lambda act, _: act.save_innovator(replace(ROSA, id="i-theirs"), NOON),
    "save_champion": lambda act, ours: act.save_champion(
        replace(AMIR, id="c-theirs", organisation=replace(ours.put.champion.organisation, values="Theirs")),
        NOON,
    ),
    "keep_consent": lambda act, _: act.keep_consent(ROSA.person, "theirs", NOON),
    "record": lambda act, ours: act.record(ROSA.person, "theirs", ours.put.innovator.id, NOON),
    "ask_for_cycle": lambda act, _: act.ask_for_cycle(NOON.date(), None, NOON),
    "is_first": lambda act, _: act.is_first("request", NOON),
    "begin_silence": lambda act, _: act.begin_silence("U0NEW", NOON) and None,
    "hold_pace": lambda act, _: act.hold_pace("chat.postMessage", NOON, NOON),
    "cut_off": lambda act, _: act.cut_off(NOON, "theirs"),
    "queue": lambda act, ours: act.queue(Kind.NOTE, ours.put.suggestion, LATER),
    "meet": lambda act, _: act.meet(ROSA.person),
    "halt": lambda act, _: act.halt("U0THEIRS", NOON),
    "ask_to_stay": lambda act, _: act.ask_to_stay(ROSA.person, NOON),
    "propose": lambda act, _: act.propose(PROPOSED, "U0THEIRS", NOON),
}
