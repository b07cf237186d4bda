"""The same salts in every run: with one in some hundreds, two of a few accounts share a bit."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace

import pytest

from assistant.usage.terms import counting


def fix_salts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the months' salts follow from a seed."""
    seeded = Random(1)  # noqa: S311  # the tests are to be the same, not secret
    monkeypatch.setattr(counting, "secrets", SimpleNamespace(token_bytes=seeded.randbytes))
