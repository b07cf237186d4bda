"""The two types of text: what somebody typed, and what the gate let through.

`RawText` is anything nobody has screened: a question, a model's answer, a file. `CleanText` has
passed the personal-data gate. The model, the embedder, the store and the history take `CleanText`
and nothing else, so that forgetting the filter is a type error rather than a leak.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class RawText:
    """Unscreened text. Its `repr` shows a length in code points, never content."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The content. Call it only to screen, to send to the sender, or to parse a command."""
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return f"RawText({len(self._value)} chars)"

    def __reduce__(self) -> str:
        raise TypeError("RawText is never serialised")


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text the gate let through, with the seal that proves it.

    Attributes:
        value: the text.
        ruleset: version of the rules it passed.
        seal: keyed digest over `ruleset` and `value`, made by the gate. Stored text is turned back
            into `CleanText` by the gate alone, which checks this seal.

    Only `assistant.filters.gate` constructs it (a test reads the source of the whole package).
    """

    value: str = field(repr=False)
    ruleset: str
    seal: str = field(repr=False)

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"CleanText({len(self.value)} chars)"
