"""The filter's settings and the file a city edits."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.filters.settings import ENTITIES, Action, FilterSettings, StaffNames

PII_TOML = Path(__file__).parents[2] / "config" / "pii.toml"


def test_the_packaged_file_says_what_the_defaults_are() -> None:
    given = tomllib.loads(PII_TOML.read_text("utf-8"))
    assert FilterSettings.model_validate(given) == FilterSettings()
    assert set(given) == set(FilterSettings.model_fields)


def test_an_entity_left_out_keeps_its_default() -> None:
    settings = FilterSettings.model_validate({"entities": {"PERSON": {"threshold": 0.9}}})
    assert set(settings.entities) == set(ENTITIES)
    assert settings.rule("PERSON").threshold == 0.9
    assert settings.rule("PHONE_NUMBER").action is Action.BLOCK


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"entities": {"PERSONS": {}}}, id="unknown entity"),
        pytest.param({"entities": {"PERSON": {"action": "mask"}}}, id="unknown action"),
        pytest.param({"entities": {"PERSON": {"threshold": 1.5}}}, id="threshold over one"),
        pytest.param({"enabled": False}, id="no switch to turn it off"),
        pytest.param({"staff_names": "allow"}, id="staff names let through anywhere"),
        pytest.param(
            {"entities": {"JP_MY_NUMBER": {"action": "allow"}}}, id="my number let through"
        ),
        pytest.param({"entities": {"JP_PASSPORT": {"shadow": True}}}, id="passport only counted"),
        pytest.param(
            {"entities": {"JP_MY_NUMBER": {"threshold": 0.9}}}, id="my number out of reach"
        ),
        pytest.param({"workers": 0}, id="no workers"),
    ],
)
def test_wrong_settings_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FilterSettings.model_validate(given)


def test_staff_may_be_allowed_by_roster_and_a_rule_be_tried_in_shadow() -> None:
    given = {"staff_names": "allow_roster", "entities": {"PERSON": {"shadow": True}}}
    settings = FilterSettings.model_validate(given)
    assert settings.staff_names is StaffNames.ALLOW_ROSTER
    assert settings.rule("PERSON").shadow


def test_an_identification_number_may_be_made_stricter() -> None:
    given = {"entities": {"JP_MY_NUMBER": {"threshold": 0.3}}}
    assert FilterSettings.model_validate(given).rule("JP_MY_NUMBER").threshold == 0.3
