"""Other readings of a text: escapes undone (faithful), tokens decoded, digits guessed.

Bounded: at most `DEEPEST` decodings inside each other, `MOST_VIEWS` views and `MOST_CHARACTERS`
characters. Every character of a view knows the place in the original it was read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import compress

from assistant.filters.decoding import DECODERS, JAPANESE, Decoder
from assistant.filters.guesses import GUESSES, drawn_together
from assistant.filters.normalize import Normalized, normalize

DEEPEST = 3
MOST_VIEWS = 60
MOST_CHARACTERS = 64 * 1024
# What stands around a decoded place is shown with it: labels, keywords, offices.
MARGIN = 80

# A range of a text and what it is read as: characters with their places in that text.
Change = tuple[int, int, list[tuple[str, int, int]]]


class Trust(StrEnum):
    """How a view came about: decoded text says what it says, guesses only might."""

    DECODED = "decoded"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class View:
    """One other reading of a text.

    Attributes:
        name: of the decoder or the guess.
        trust: which recognizers may read it.
        normalized: the text of the view; its places lead to the original.
        touched: per character, 1 if it was read another way. Only findings on such count.
    """

    name: str
    trust: Trust
    normalized: Normalized
    touched: bytes = field(repr=False)

    def is_touched(self, start: int, end: int) -> bool:
        """Whether a range of the view holds, or touches, anything that was read another way."""
        return any(self.touched[max(0, start - 1) : end + 1])

    @property
    def decoded(self) -> str:
        """What was read another way, in one piece."""
        return "".join(compress(self.normalized.text, self.touched))


@dataclass(slots=True)
class Patchwork:
    """A text put together from pieces, with the place every character was read from.

    Attributes:
        pieces: what it is put together from.
        starts: per character, where what it was read from starts.
        lasts: per character, the last place of what it was read from.
        touched: per character, 1 if it was read another way.
    """

    pieces: list[str] = field(default_factory=list, repr=False)
    starts: list[int] = field(default_factory=list, repr=False)
    lasts: list[int] = field(default_factory=list, repr=False)
    touched: bytearray = field(default_factory=bytearray, repr=False)

    def keep(self, text: str, start: int, end: int) -> None:
        """Add a range of a text as it stands."""
        self.pieces.append(text[start:end])
        self.starts += range(start, end)
        self.lasts += range(start, end)
        self.touched += bytes(max(0, end - start))

    def change(self, readings: list[tuple[str, int, int]]) -> None:
        """Add what was read another way; what was left out marks its neighbour."""
        for one, start, end in readings:
            self.pieces.append(one)
            self.starts.append(start)
            self.lasts.append(end - 1)
        self.touched += b"\1" * len(readings)
        if not readings and self.touched:
            self.touched[-1] = True


@dataclass(frozen=True, slots=True)
class Views:
    """All other readings of a text, and whether the bounds were enough to read everything."""

    views: tuple[View, ...]
    is_complete: bool


def unescaped(normalized: Normalized) -> Normalized:
    r"""The text with escapes undone that stand for Japanese text; the same object if none do.

    Entities, %xx, \u, quoted-printable and mail header words are no disguise but how programs
    write Japanese: what they show is read like any text, names included.
    """
    current = normalized
    is_japanese = False
    for _ in range(DEEPEST):
        before = current
        for decoder in DECODERS:
            view = escape_view(current, decoder) if decoder.is_escape else None
            if view is not None and len(view.normalized.text) <= MOST_CHARACTERS:
                current = view.normalized
                is_japanese = is_japanese or JAPANESE.search(view.decoded) is not None
        if current is before:
            break
    return current if is_japanese else normalized


def escape_view(base: Normalized, decoder: Decoder) -> View | None:
    """A text with one kind of escape undone."""
    return changed(base, decoder.name, Trust.DECODED, decodings(base.text, decoder))


def other_readings(normalized: Normalized) -> Views:
    """Every speculative view of a text, decodings inside decodings included."""
    found: list[View] = []
    seen = {normalized.text}
    waiting = [(normalized, 0)]
    size = 0
    while waiting:
        base, depth = waiting.pop(0)
        for read in READERS:
            view = read(base)
            if view is None or view.normalized.text in seen:
                continue
            size += len(view.normalized.text)
            if len(found) >= MOST_VIEWS or size > MOST_CHARACTERS:
                return Views(tuple(found), is_complete=False)
            seen.add(view.normalized.text)
            found.append(view)
            if view.trust is Trust.DECODED and depth + 1 < DEEPEST:
                waiting.append((view.normalized, depth + 1))
    return Views(tuple(found), is_complete=True)


def number_view(normalized: Normalized) -> Normalized | None:
    """A copy in which kanji numbers and digits set apart are plain digits; None if nothing changes.

    Only runs of digits one by one (`0 9 0 1 …`), over line breaks, or in kanji numerals of at
    least ten digits are drawn together: amounts, dates and lists stay as they are.
    """
    view = changed(normalized, "drawn together", Trust.GUESSED, drawn_together(normalized.text))
    return view.normalized if view is not None else None


def decodings(text: str, decoder: Decoder) -> Iterator[Change]:
    """What a decoder reads in a text."""
    if decoder.sign not in text:
        return
    for found in decoder.pattern.finditer(text):
        pieces = decoder.read(found)
        if pieces is not None:
            first = found.start()
            yield (
                first,
                found.end(),
                [(one, first + start, first + end) for one, start, end in pieces],
            )


def changed(
    base: Normalized,
    name: str,
    trust: Trust,
    changes: Iterable[Change],
    *,
    margin: int | None = None,
) -> View | None:
    """The view in which ranges are read another way; None if it says the same.

    Args:
        base: the text read so far.
        name: of the view.
        trust: of the view.
        changes: ranges of the text in order, not overlapping, and what they are read as.
        margin: keep only so many characters around the changes; all if None.
    """
    made = Patchwork()
    done = 0
    for start, end, readings in changes:
        low, high = kept(done, start, base.text, margin, is_first=not made.touched)
        made.keep(base.text, done, high)
        made.keep(base.text, low, start)
        made.change(readings)
        done = end
    if not done:
        return None
    last = len(base.text) if margin is None else min(len(base.text), done + margin)
    made.keep(base.text, done, last)
    outer = normalize("".join(made.pieces))
    if outer.text == base.text or not outer.text:
        return None
    return View(name, trust, *led_back(base, outer, made))


def kept(
    done: int, start: int, text: str, margin: int | None, *, is_first: bool
) -> tuple[int, int]:
    """Where the text before a change begins again, and where that behind the last one ends."""
    if margin is None or start - done <= 2 * margin:
        return start, start
    low = max(done, text.rfind("\n", 0, start - margin) + 1, start - 2 * margin)
    return low, done if is_first else done + margin


def led_back(base: Normalized, outer: Normalized, made: Patchwork) -> tuple[Normalized, bytes]:
    """The outer text with places in the original, and what of it was read another way."""
    starts, lasts, touched = made.starts, made.lasts, bytes(made.touched)
    if outer.starts != tuple(range(len(starts))) or outer.ends != tuple(range(1, len(lasts) + 1)):
        spans = list(zip(outer.starts, outer.ends, strict=True))
        starts = [min(made.starts[first:last]) for first, last in spans]
        lasts = [max(made.lasts[first:last]) for first, last in spans]
        touched = bytes(any(made.touched[first:last]) for first, last in spans)
    places = map(base.starts.__getitem__, starts), map(base.ends.__getitem__, lasts)
    return Normalized(outer.text, *map(tuple, places)), touched


def decoder_reader(decoder: Decoder) -> Callable[[Normalized], View | None]:
    """The reader of one decoder."""
    return lambda base: changed(
        base, decoder.name, Trust.DECODED, decodings(base.text, decoder), margin=MARGIN
    )


def guess_reader(
    name: str, guess: Callable[[str], Iterator[Change]]
) -> Callable[[Normalized], View | None]:
    """The reader of one guess."""
    return lambda base: changed(base, name, Trust.GUESSED, guess(base.text), margin=MARGIN)


READERS = (
    *(decoder_reader(decoder) for decoder in DECODERS),
    *(guess_reader(name, guess) for name, guess in GUESSES),
)
