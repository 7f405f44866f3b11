"""The shape of the database, as numbered steps that are only ever added to.

A step is statements in SQLite's words, of which both engines make their own. Its types are TEXT, INTEGER (64
bits), REAL and BLOB.
"""

import re
from collections.abc import Mapping
from typing import Final

_FIRST = """
CREATE TABLE organisations (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    name TEXT NOT NULL, name_key TEXT NOT NULL, kind TEXT NOT NULL,
    written_values TEXT NOT NULL, outside_ideas TEXT NOT NULL, created_at TEXT NOT NULL,
    UNIQUE (enterprise, team, name_key)
);
CREATE TABLE innovators (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL,
    venture TEXT NOT NULL, problem TEXT NOT NULL, idea TEXT NOT NULL,
    sectors TEXT NOT NULL, regions TEXT NOT NULL, stage TEXT NOT NULL, needs TEXT NOT NULL,
    invested INTEGER, saved INTEGER, reached INTEGER,
    other_sectors INTEGER NOT NULL, consent TEXT NOT NULL, wanted INTEGER NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0, paused_until TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (enterprise, team, person)
);
CREATE TABLE champions (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    sectors TEXT NOT NULL, regions TEXT NOT NULL, challenge TEXT NOT NULL, offers TEXT NOT NULL,
    role TEXT NOT NULL, mandate TEXT NOT NULL, earliest_stage TEXT NOT NULL, capacity INTEGER NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0, paused_until TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (enterprise, team, person)
);
CREATE INDEX champions_of_organisation ON champions (organisation);
CREATE TABLE consents (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL,
    wording TEXT NOT NULL, given_at TEXT NOT NULL
);
CREATE INDEX consents_of_person ON consents (enterprise, team, person);
CREATE TABLE cycles (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL, local_date TEXT NOT NULL,
    state TEXT NOT NULL, asked_by TEXT, started_at TEXT NOT NULL,
    innovators INTEGER NOT NULL DEFAULT 0, champions INTEGER NOT NULL DEFAULT 0,
    suggestions INTEGER NOT NULL DEFAULT 0, left_out INTEGER NOT NULL DEFAULT 0,
    UNIQUE (enterprise, team, local_date)
);
CREATE TABLE suggestions (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    cycle TEXT NOT NULL REFERENCES cycles (id),
    innovator TEXT NOT NULL REFERENCES innovators (id) ON DELETE CASCADE,
    champion TEXT NOT NULL REFERENCES champions (id) ON DELETE CASCADE,
    place INTEGER NOT NULL, state TEXT NOT NULL, fit REAL NOT NULL, band TEXT NOT NULL, reasons TEXT NOT NULL,
    decline_reason TEXT, suggested_at TEXT NOT NULL, accepted_at TEXT, decided_at TEXT,
    UNIQUE (cycle, innovator, champion)
);
CREATE INDEX suggestions_of_innovator ON suggestions (innovator);
CREATE INDEX suggestions_of_champion ON suggestions (champion, cycle);
CREATE TABLE introductions (
    suggestion TEXT PRIMARY KEY REFERENCES suggestions (id) ON DELETE CASCADE,
    enterprise TEXT NOT NULL, team TEXT NOT NULL,
    conversation TEXT, rung TEXT NOT NULL, opened_at TEXT NOT NULL
);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    kind TEXT NOT NULL, subject TEXT NOT NULL, person TEXT,
    state TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1, drawn INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, fence INTEGER NOT NULL DEFAULT 0,
    attempted_at TEXT, leased_until TEXT, looked INTEGER NOT NULL DEFAULT 0,
    channel TEXT, ts TEXT, error TEXT, created_at TEXT NOT NULL,
    UNIQUE (enterprise, team, kind, subject)
);
CREATE INDEX outbox_due ON outbox (enterprise, team, state, due_at);
CREATE TABLE tallies (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, name TEXT NOT NULL, tally INTEGER NOT NULL,
    PRIMARY KEY (enterprise, team, name)
);
CREATE TABLE audit (
    n INTEGER PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    at TEXT NOT NULL, person TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL
);
CREATE INDEX audit_of_person ON audit (enterprise, team, person);
"""


_WHAT_WAS_WEIGHED = """
ALTER TABLE suggestions ADD COLUMN features TEXT NOT NULL DEFAULT '{}';
ALTER TABLE suggestions ADD COLUMN propensity REAL NOT NULL DEFAULT 1;
ALTER TABLE cycles ADD COLUMN weights_version TEXT NOT NULL DEFAULT '';
ALTER TABLE cycles ADD COLUMN proof TEXT NOT NULL DEFAULT '{}';
CREATE TABLE vectors (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, text_hash TEXT NOT NULL, model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (enterprise, team, text_hash, model)
);
"""

# What delivery needs: whose letters may stand twice and when to look, how soon a method may be called again,
# which requests have had their effect, who was erased (as a fingerprint), which workspaces are cut off, and
# what was last done with the whole database.
_DELIVERY = """
ALTER TABLE outbox ADD COLUMN doubted_at TEXT;
ALTER TABLE outbox ADD COLUMN sweep_at TEXT;
ALTER TABLE outbox ADD COLUMN sweeps INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_sweeps ON outbox (enterprise, team, sweep_at) WHERE sweep_at IS NOT NULL;
CREATE TABLE paces (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, name TEXT NOT NULL, free_at TEXT NOT NULL,
    PRIMARY KEY (enterprise, team, name)
);
CREATE TABLE requests (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, request TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (enterprise, team, request)
);
CREATE INDEX requests_at ON requests (enterprise, team, at);
CREATE TABLE erasures (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL, erased_at TEXT NOT NULL,
    PRIMARY KEY (enterprise, team, person)
);
CREATE TABLE marks (
    name TEXT PRIMARY KEY, at TEXT NOT NULL, told TEXT NOT NULL
);
CREATE TABLE stops (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, stopped_at TEXT NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (enterprise, team)
);
"""

# What comes of an introduction. A follow-up is put to one person in an asking, one message with all that is
# due; both people get it under the same topic. An outcome is what one of them told. A silence holds whatever
# would be asked. Introductions from before this step get one question at once.
_LADDER = """
ALTER TABLE introductions ADD COLUMN standing TEXT NOT NULL DEFAULT '';
ALTER TABLE introductions ADD COLUMN claimed_by TEXT;
CREATE TABLE askings (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL,
    asked_at TEXT NOT NULL, settled_at TEXT
);
CREATE INDEX askings_of_person ON askings (enterprise, team, person);
CREATE TABLE follow_ups (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    suggestion TEXT NOT NULL REFERENCES introductions (suggestion) ON DELETE CASCADE,
    person TEXT NOT NULL, question TEXT NOT NULL, topic TEXT NOT NULL, due_at TEXT NOT NULL,
    state TEXT NOT NULL, asking TEXT, answer TEXT, answered_at TEXT
);
CREATE INDEX follow_ups_due ON follow_ups (enterprise, team, state, due_at);
CREATE INDEX follow_ups_of_introduction ON follow_ups (suggestion);
CREATE INDEX follow_ups_of_asking ON follow_ups (asking);
CREATE TABLE outcomes (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    suggestion TEXT NOT NULL REFERENCES introductions (suggestion) ON DELETE CASCADE,
    person TEXT NOT NULL, topic TEXT NOT NULL, answer TEXT NOT NULL, rung TEXT,
    invested INTEGER, saved INTEGER, reached INTEGER, told_at TEXT NOT NULL
);
CREATE INDEX outcomes_of_introduction ON outcomes (suggestion);
CREATE TABLE silences (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL,
    since TEXT NOT NULL, ended_at TEXT
);
CREATE INDEX silences_of_person ON silences (enterprise, team, person);
INSERT INTO follow_ups (id, enterprise, team, suggestion, person, question, topic, due_at, state)
SELECT introductions.suggestion || ':innovator', introductions.enterprise, introductions.team,
    introductions.suggestion, innovators.person, 'rung', 'first', introductions.opened_at, 'waiting'
FROM introductions JOIN suggestions ON suggestions.id = introductions.suggestion
JOIN innovators ON innovators.id = suggestions.innovator;
INSERT INTO follow_ups (id, enterprise, team, suggestion, person, question, topic, due_at, state)
SELECT introductions.suggestion || ':champion', introductions.enterprise, introductions.team,
    introductions.suggestion, champions.person, 'rung', 'first', introductions.opened_at, 'waiting'
FROM introductions JOIN suggestions ON suggestions.id = introductions.suggestion
JOIN champions ON champions.id = suggestions.champion;
"""

# Profiles that an admin has proposed to their people, and whom we have asked whether to keep theirs.
_RESULTS = """
CREATE TABLE proposals (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL, side TEXT NOT NULL,
    profile TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL,
    PRIMARY KEY (enterprise, team, person, side)
);
CREATE TABLE farewells (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL, asked_at TEXT NOT NULL,
    PRIMARY KEY (enterprise, team, person)
);
"""

# Who is who in Slack.
_PEOPLE = """
CREATE TABLE people (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, person TEXT NOT NULL,
    locale TEXT NOT NULL DEFAULT '', zone TEXT NOT NULL DEFAULT '', deactivated INTEGER NOT NULL DEFAULT 0,
    guest INTEGER NOT NULL DEFAULT 0, bot INTEGER NOT NULL DEFAULT 0, asked_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (enterprise, team, person)
);
CREATE INDEX people_asked ON people (enterprise, team, asked_at);
INSERT INTO people (enterprise, team, person)
    SELECT enterprise, team, person FROM innovators UNION SELECT enterprise, team, person FROM champions;
CREATE INDEX outbox_of_person ON outbox (enterprise, team, person);
CREATE TABLE halts (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, halted_at TEXT NOT NULL, halted_by TEXT NOT NULL,
    PRIMARY KEY (enterprise, team)
);
ALTER TABLE organisations ADD COLUMN cap INTEGER;
"""

# A proof keeps the card as both saw it when they were asked: what is posted is what was agreed to.
_PROOFS = """
CREATE TABLE proofs (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    suggestion TEXT NOT NULL UNIQUE REFERENCES introductions (suggestion) ON DELETE CASCADE,
    state TEXT NOT NULL, venture TEXT NOT NULL, organisation TEXT NOT NULL, idea TEXT NOT NULL,
    rung TEXT NOT NULL, invested INTEGER, saved INTEGER, reached INTEGER,
    innovator_agreed_at TEXT, champion_agreed_at TEXT, created_at TEXT NOT NULL, ended_at TEXT
);
"""

# What silence needs: how long a card has been before its champion, until when it is put off, what it
# follows; the searches for a next best, the invitations, and why somebody is left without.
_SILENCE = """
ALTER TABLE suggestions ADD COLUMN shown_at TEXT;
ALTER TABLE suggestions ADD COLUMN postponed_until TEXT;
ALTER TABLE suggestions ADD COLUMN follows TEXT NOT NULL DEFAULT '';
CREATE INDEX suggestions_by_state ON suggestions (enterprise, team, state);
ALTER TABLE consents ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE consents ADD COLUMN answer TEXT NOT NULL DEFAULT 'yes';
CREATE TABLE searches (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    cycle TEXT NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
    innovator TEXT NOT NULL REFERENCES innovators (id) ON DELETE CASCADE,
    champion TEXT REFERENCES champions (id) ON DELETE SET NULL,
    follows TEXT NOT NULL, state TEXT NOT NULL, asked_at TEXT NOT NULL,
    UNIQUE (enterprise, team, follows)
);
CREATE INDEX searches_by_state ON searches (enterprise, team, state);
CREATE INDEX searches_of_innovator ON searches (innovator);
CREATE TABLE invitations (
    id TEXT PRIMARY KEY, enterprise TEXT NOT NULL, team TEXT NOT NULL,
    suggestion TEXT NOT NULL REFERENCES suggestions (id) ON DELETE CASCADE,
    person TEXT NOT NULL, state TEXT NOT NULL, invited_at TEXT NOT NULL, decided_at TEXT,
    UNIQUE (enterprise, team, suggestion)
);
CREATE INDEX invitations_of_person ON invitations (enterprise, team, person);
CREATE TABLE left_out (
    enterprise TEXT NOT NULL, team TEXT NOT NULL,
    cycle TEXT NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
    innovator TEXT NOT NULL REFERENCES innovators (id) ON DELETE CASCADE,
    why TEXT NOT NULL, told_at TEXT,
    PRIMARY KEY (cycle, innovator)
);
CREATE INDEX left_out_of_innovator ON left_out (innovator);
CREATE TABLE idle (
    enterprise TEXT NOT NULL, team TEXT NOT NULL,
    cycle TEXT NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
    champion TEXT NOT NULL REFERENCES champions (id) ON DELETE CASCADE,
    why TEXT NOT NULL,
    PRIMARY KEY (cycle, champion)
);
CREATE INDEX idle_of_champion ON idle (champion);
"""

# A champion who has left the organisation, which stays.
_LEAVING = """
ALTER TABLE champions ADD COLUMN left_at TEXT;
"""

# What all rows of a workspace share comes last: an index that begins with it draws SQLite's planner to read a
# whole table for one person. Letters of a cycle are due at one moment: the id orders them, too.
_INDEXES = """
DROP INDEX suggestions_by_state;
CREATE INDEX suggestions_by_state ON suggestions (state, enterprise, team);
DROP INDEX suggestions_of_innovator;
CREATE INDEX suggestions_of_innovator ON suggestions (innovator, enterprise, team);
DROP INDEX suggestions_of_champion;
CREATE INDEX suggestions_of_champion ON suggestions (champion, enterprise, team, cycle);
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (enterprise, team, state, due_at, id);
DROP INDEX champions_of_organisation;
CREATE INDEX champions_of_organisation ON champions (organisation, enterprise, team, person);
DROP INDEX follow_ups_due;
CREATE INDEX follow_ups_due ON follow_ups (state, due_at, enterprise, team);
CREATE INDEX follow_ups_of_person ON follow_ups (person, state, enterprise, team);
"""

# A cycle that admins look at before it goes out: which page of it they see, who approved it, and how many of
# its suggestions no longer could be made by then.
_REVIEW = """
ALTER TABLE cycles ADD COLUMN page INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cycles ADD COLUMN reviewed_by TEXT;
ALTER TABLE cycles ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;
"""

# What a workspace has set for itself; an empty text: it had, and goes by the environment again.
_OWN_SETTINGS = """
CREATE TABLE own_settings (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
    changed_by TEXT NOT NULL, changed_at TEXT NOT NULL,
    PRIMARY KEY (enterprise, team, name)
);
"""

# Workspaces that installed the app by OAuth, with their tokens encrypted.
_INSTALLATIONS = """
CREATE TABLE installations (
    enterprise TEXT NOT NULL, team TEXT NOT NULL, token TEXT NOT NULL, refresh_token TEXT NOT NULL,
    expires_at TEXT, renewing_until TEXT, bot_user TEXT NOT NULL,
    installed_by TEXT NOT NULL, installed_at TEXT NOT NULL,
    PRIMARY KEY (enterprise, team)
);
"""

STEPS: Final[Mapping[str, str]] = {
    "0001_first": _FIRST,
    "0002_what_was_weighed": _WHAT_WAS_WEIGHED,
    "0003_delivery": _DELIVERY,
    "0004_silence": _SILENCE,
    "0005_ladder": _LADDER,
    "0006_results": _RESULTS,
    "0007_people": _PEOPLE,
    "0005_proofs": _PROOFS,
    "0007_leaving": _LEAVING,
    "0008_indexes": _INDEXES,
    "0008_review": _REVIEW,
    "0009_own_settings": _OWN_SETTINGS,
    "0009_installations": _INSTALLATIONS,
}


def steps_until(last: str | None) -> dict[str, str]:
    """Return the steps up to and with the one of that name; all of them without one."""
    names = list(STEPS)
    wanted = names[: names.index(last) + 1] if last else names
    return {name: STEPS[name] for name in wanted}


def tables() -> list[str]:
    """Return the names of all tables of today's shape, each after those it refers to."""
    return re.findall(r"CREATE TABLE (\w+)", "".join(STEPS.values()))


def people_columns() -> list[tuple[str, str]]:
    """Return tables and columns that name a person by Slack's id: `person`, and whatever ends in `_by`."""
    changes = re.findall(r"(?:CREATE|ALTER) TABLE (\w+)(.*?);", "".join(STEPS.values()), re.DOTALL)
    return [
        (table, column) for table, told in changes for column in re.findall(r"\b(person|\w+_by) TEXT", told)
    ]
