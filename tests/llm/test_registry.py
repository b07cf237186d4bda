"""Which model is built, and what refuses to start."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.core.clock import ManualClock
from assistant.core.errors import ConfigurationError
from assistant.llm.offline import OfflineModel, OfflineTexts
from assistant.llm.registry import check_llm, make_model, model_name
from assistant.llm.settings import LlmSettings, ModelFacts
from tests.llm.prompts import FACTS, KEY, count, make_settings

URL = "http://127.0.0.1:9/v1"
TEXTS = OfflineTexts("印", "なし", "{label}{text}")
CONFIG = Path(__file__).parents[2] / "config" / "models.toml"


def test_the_default_is_offline_and_needs_nothing(clock: ManualClock) -> None:
    model = make_model(LlmSettings(), {}, texts=TEXTS, count=count, clock=clock)
    assert isinstance(model, OfflineModel)
    assert model.name == model_name(LlmSettings()) == "offline"


def test_a_model_with_its_facts_is_built(clock: ManualClock) -> None:
    model = make_model(make_settings(URL), {"fake-1": FACTS}, texts=TEXTS, count=count, clock=clock)
    assert model.name == model_name(make_settings(URL)) == "fake-1"
    assert model.context_window == 32_000


@pytest.mark.parametrize(
    "key",
    ["training_use", "retention_days", "region", "contract_ref", "checked_on", "context_window"],
)
def test_every_missing_fact_is_named(key: str) -> None:
    facts = ModelFacts.model_validate(FACTS.model_dump(exclude={key}))
    with pytest.raises(ConfigurationError, match=key) as caught:
        check_llm(make_settings(URL), {"fake-1": facts})
    assert 'config/models.toml: [models."fake-1"]' in caught.value.message


def test_an_unlisted_model_is_refused_unless_it_is_a_trial() -> None:
    with pytest.raises(ConfigurationError, match=r"llm\.trial = true"):
        check_llm(make_settings(URL), {"another": FACTS})
    check_llm(make_settings(URL, trial=True), {})


def test_a_model_that_trains_on_what_is_sent_is_refused() -> None:
    allowed = FACTS.model_copy(update={"training_use": "allowed"})
    with pytest.raises(ConfigurationError, match="training_use"):
        check_llm(make_settings(URL), {"fake-1": allowed})


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"model": ""}, "llm.model"),
        ({"base_url": "", "api_key": ""}, "llm.api_key"),
        ({"provider": "azure", "api_version": ""}, "llm.api_version"),
        ({"provider": "azure", "api_version": "1", "api_key": ""}, "llm.api_key"),
        ({"provider": "azure", "api_version": "1", "base_url": ""}, "llm.base_url"),
        ({"api_key": f"{KEY}\n"}, "llm.api_key"),
        ({"api_key": f"{KEY} x"}, "llm.api_key"),
        ({"api_key": f"{KEY}鍵"}, "llm.api_key"),
    ],
)
def test_a_missing_or_unusable_setting_is_named(changes: dict[str, str], key: str) -> None:
    settings = make_settings(**{"base_url": URL, **changes})
    with pytest.raises(ConfigurationError, match=key) as caught:
        check_llm(settings, {"fake-1": FACTS})
    assert KEY not in caught.value.message


def test_unknown_keys_and_values_are_errors() -> None:
    with pytest.raises(ValidationError):
        LlmSettings.model_validate({"provider": "other"})
    with pytest.raises(ValidationError):
        LlmSettings.model_validate({"modell": "x"})
    with pytest.raises(ValidationError):
        ModelFacts.model_validate({"training_use": "maybe"})


def test_the_shipped_facts_are_complete() -> None:
    tables = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["models"]
    assert set(tables) == {"offline"}
    assert ModelFacts.model_validate(tables["offline"]).missing_keys == ()


def test_the_commented_example_is_complete() -> None:
    lines = CONFIG.read_text(encoding="utf-8").splitlines()
    start = lines.index('# [models."gpt-4o"]')
    example = "\n".join(line.removeprefix("# ") for line in lines[start:])
    table = tomllib.loads(example)["models"]["gpt-4o"]
    assert ModelFacts.model_validate(table).missing_keys == ()


def test_the_offline_model_does_not_import_the_sdk() -> None:
    code = "import sys, assistant.llm.registry; sys.exit('openai' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
