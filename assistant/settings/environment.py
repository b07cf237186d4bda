"""The environment: the only place that reads it, as `ASSISTANT__SECTION__KEY`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from pydantic_settings import EnvSettingsSource

ENV_PREFIX = "ASSISTANT__"


class Environment(EnvSettingsSource):
    """The variables `ASSISTANT__...`; names of entities are upper case there as in the file."""

    def __call__(self) -> dict[str, Any]:
        """The settings the environment states, by section."""
        values = super().__call__()
        rules = values.get("filter")
        if isinstance(rules, dict) and isinstance(rules.get("entities"), dict):
            entities = {name.upper(): rule for name, rule in rules["entities"].items()}
            values["filter"] = rules | {"entities": entities}
        return values

    def holds_only(self, name: str, value: str) -> Environment:
        """This source as if one variable alone were set."""
        self.env_vars = {name.lower(): value}
        return self


def environment_variables() -> dict[str, str]:
    """The variables of this product that are set, for `doctor`: names and values."""
    return {
        name: value for name, value in os.environ.items() if name.upper().startswith(ENV_PREFIX)
    }


def child_environment(overrides: Mapping[str, str]) -> dict[str, str]:
    """The environment for a gateway started as a child process, with settings of its own."""
    return {**os.environ, **overrides}


def variable_of(place: tuple[str | int, ...]) -> str:
    """The variable that sets a key."""
    return ENV_PREFIX + "__".join(str(part).upper() for part in place)
