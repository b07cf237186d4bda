"""Everything a page can say is written down, and nothing is written down for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import assistant
from assistant.core.actor import Face
from assistant.gateway.switch import StopScope
from assistant.identity.roles import Role
from assistant.llm.base import AttemptStatus
from assistant.policy.desk import ReportState
from assistant.usage.quota.amounts import Word
from assistant.usage.quota.models import Scope
from assistant.web.visit import NAVIGATION
from assistant.web.words import load_words

PACKAGE = Path(assistant.__file__).parent
WORDS = load_words()
SOURCES = "\n".join(path.read_text("utf-8") for path in (PACKAGE / "web").rglob("*.py"))


def test_every_value_that_is_shown_has_a_name() -> None:
    kinds = {
        "roles": Role,
        "scopes": Scope,
        "stop_scopes": StopScope,
        "faces": Face,
        "amounts": Word,
        "attempts": AttemptStatus,
    }
    for section, kind in kinds.items():
        assert set(WORDS.names(section)) == {value.value for value in kind}, section
    assert set(WORDS.names("states")) >= {state.value for state in ReportState}
    assert set(WORDS.names("menu")) == {name for _, name, _ in NAVIGATION}


def test_every_action_of_the_audit_log_has_a_name() -> None:
    """An entry without one would be shown under its English code."""
    named = re.compile(r'"([a-z]+\.[a-z_]+)"')
    found = set()
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text("utf-8")
        for match in re.finditer(r"record\((?:[^()]|\([^()]*\))*\)", source):
            found |= set(named.findall(match.group()))
        if "audit" in source:
            found |= {
                name
                for line in re.findall(r"\b(?:action|verb) = .*", source)
                for name in named.findall(line)
            }
    assert len(found) > 20
    missing = sorted(found - set(WORDS.names("verbs")))
    assert missing == [], "name them in assistant/web/templates/words.ja.toml, [verbs]"


def test_every_mistake_a_page_can_name_has_its_sentence_and_the_other_way_round() -> None:
    known = set(WORDS.names("errors"))
    said = {name for name in known if f'"{name}"' in SOURCES}
    assert sorted(known - said) == []
    fields = re.findall(r'FormError\(\{[^:}]*: "(\w+)"', SOURCES)
    fields += re.findall(r'take\(\s*"?[\w-]+"?, \w+, "(\w+)"', SOURCES)
    fields += re.findall(r'refuse\("[\w-]+", "(\w+)"\)', SOURCES)
    assert len(fields) > 20
    assert set(fields) <= known


def test_every_deed_has_its_sentence_and_the_other_way_round() -> None:
    known = set(WORDS.names("done"))
    assert sorted(name for name in known if f'"{name}"' not in SOURCES) == []
    assert set(re.findall(r'done="(\w+)"', SOURCES)) <= known


def test_every_fault_has_a_title_and_a_sentence() -> None:
    assert set(WORDS.names("faults")) == set(WORDS.names("fault_titles"))
    named = set(re.findall(r'Error, "(\w+)"\)', SOURCES)) | {"internal", "invalid", "not_found"}
    assert named == set(WORDS.names("faults"))
