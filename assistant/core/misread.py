"""Values of a settings file that pydantic takes though nobody can have meant them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any


def misread_values(
    stated: Mapping[str, Any], taken: object, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find `true` read as the number 1, and numbers without end (`inf`).

    Args:
        stated: what the file says.
        taken: the settings made of it; a model or a mapping.
        place: where in the file both stand.

    Yields:
        The place of each such value, and what must stand there.
    """
    for key, value in stated.items():
        kept = taken.get(key) if isinstance(taken, Mapping) else getattr(taken, key, None)
        here = (*place, key)
        if isinstance(value, Mapping):
            yield from misread_values(value, kept, here)
        elif isinstance(value, bool) and kept is not None and not isinstance(kept, bool):
            yield here, "must be a number, not true or false"
        elif isinstance(kept, float) and not math.isfinite(kept):
            yield here, "must be a number with an end, not inf"
