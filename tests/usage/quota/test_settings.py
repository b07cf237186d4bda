from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.usage.quota.settings import QuotaSettings

CONFIG = Path(__file__).parents[3] / "config" / "quotas.toml"


def test_the_shipped_file_says_what_the_defaults_are() -> None:
    written = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    assert set(written) == set(QuotaSettings.model_fields)
    assert QuotaSettings.model_validate(written) == QuotaSettings()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("default_cap_tokens", -1),
        ("default_cap_tokens", 10**13),
        ("default_cap_tokens", "many"),
        ("default_cap_tokens", 0.5),
        ("default_cap_tokens", None),
        ("minimum_output_tokens", 0),
        ("ask_whom", ""),
        ("cap", 1),
    ],
)
def test_nonsense_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        QuotaSettings.model_validate({key: value})


@pytest.mark.parametrize("value", [0, 1, "unlimited", "300000"])
def test_numbers_words_and_values_from_the_environment_are_taken(value: object) -> None:
    found = QuotaSettings.model_validate({"default_cap_tokens": value})
    assert str(found.default_cap_tokens) == str(value)
