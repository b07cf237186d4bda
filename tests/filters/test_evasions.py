"""Numbers and mail addresses in other clothes: found, and led back to where they stand.

Invented values. The analysis runs with every recognizer but the one of names, without the model.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import hashlib
import urllib.parse
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.finding import Finding
from assistant.filters.nlp_engine import GinzaNlpEngine, JapaneseArtifacts, Reading
from assistant.filters.recognizers.registry import build_recognizers
from assistant.filters.settings import FilterSettings

PHONE = "090-1234-5678"
DIGITS = "09012345678"
SENTENCE = f"連絡先は{PHONE}です。"
MAIL = "hanako.sano@kakuu-mail.jp"


class NothingRead(GinzaNlpEngine):
    """An engine without a model: no words, no entities."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> JapaneseArtifacts:
        return JapaneseArtifacts(Reading((), ()), self)


SETTINGS = FilterSettings()
ANALYZER = TextAnalyzer(
    SETTINGS,
    NothingRead(),
    [one for one in build_recognizers(SETTINGS) if "PERSON" not in one.supported_entities],
)


def found_in(text: str) -> tuple[Finding, ...]:
    return ANALYZER.analyze(text).findings


def noise(seed: int, size: int) -> bytes:
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_128(bytes([seed])).digest(size)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def each(form: str, text: str) -> str:
    return "".join(form.format(ord(one)) for one in text)


ENCODED: dict[str, str] = {
    "base64": b64(SENTENCE.encode()),
    "base64 without padding": b64(PHONE.encode()).rstrip("="),
    "base64 of digits": b64(DIGITS.encode()),
    "base64url": base64.urlsafe_b64encode(SENTENCE.encode()).decode(),
    "base64 three times": b64(b64(b64(SENTENCE.encode()).encode()).encode()),
    "base64 of Shift_JIS": b64(SENTENCE.encode("cp932")),
    "base64 of ISO-2022-JP": b64(SENTENCE.encode("iso2022_jp")),
    "base64 of UTF-16": b64(SENTENCE.encode("utf-16-le")),
    "base64 over lines": "\n".join(
        b64((SENTENCE * 6).encode())[place : place + 76] for place in range(0, 400, 76)
    ),
    "base64 of gzip": b64(gzip.compress(SENTENCE.encode())),
    "base64 of zlib": b64(zlib.compress(SENTENCE.encode())),
    "data URL": "data:text/plain;base64," + b64(SENTENCE.encode()),
    "base32": base64.b32encode(PHONE.encode()).decode(),
    "hex": PHONE.encode().hex(),
    "hex with blanks": PHONE.encode().hex(" "),
    "hex of C": ", ".join(f"0x{one:02X}" for one in PHONE.encode()),
    "bits": " ".join(f"{one:08b}" for one in PHONE.encode()),
    "code points": " ".join(str(ord(one)) for one in SENTENCE),
    "percent": urllib.parse.quote(SENTENCE),
    "percent twice": urllib.parse.quote(urllib.parse.quote(SENTENCE)),
    "percent of Shift_JIS": urllib.parse.quote(SENTENCE, encoding="cp932"),
    "percent of digits": each("%{:02X}", PHONE),
    "decimal entities": each("&#{};", PHONE),
    "hexadecimal entities": each("&#x{:x};", PHONE),
    "entities twice": each("&#{};", PHONE).replace("&", "&amp;"),
    "backslash u": each("\\u{:04x}", PHONE),
    "backslash u braces": each("\\u{{{:x}}}", PHONE),
    "backslash x": each("\\x{:02x}", PHONE),
    "octal": each("\\{:03o}", PHONE),
    "U+": " ".join(f"U+{ord(one):04X}" for one in PHONE),
    "quoted-printable": "".join(f"={one:02X}" for one in SENTENCE.encode()),
    "mail header": f"=?UTF-8?B?{b64(SENTENCE.encode())}?=",
    "UTF-7": SENTENCE.encode("utf-7").decode(),
    "rot13": codecs.encode(MAIL, "rot13"),
    "rot47": "ROT47: " + "".join(chr(33 + (ord(one) + 14) % 94) for one in PHONE),
    "reversed": PHONE[::-1],
    "reversed, told": "逆から読むと" + DIGITS[::-1],
    "reversed mail": MAIL[::-1],
    "read aloud": "ゼロキューゼロ、イチニーサンヨン、ゴーロクナナハチ",
    "read aloud in hiragana": "ぜろきゅうぜろのいちにさんよんのごろくななはちに",
    "English words": "zero nine zero, one two three four, five six seven eight",
    "letters": "O9O-l234-S678",
    "Braille": "⠼⠚⠊⠚⠤⠼⠁⠃⠉⠙⠤⠼⠑⠋⠛⠓",
    "struck through": "".join(one + "\u0336" for one in DIGITS),
    "keycaps": " ".join(one + "\ufe0f\u20e3" for one in DIGITS),
    "one a line": "\n".join(DIGITS),
    "commas": ",".join(DIGITS),
    "bold": "**090**-**1234**-**5678**",
    "markup": "090<b>1234</b><i>5678</i>",
    "comments": "090<!-- a -->1234<!-- b -->5678",
    "table cells": "<tr><td>090</td><td>1234</td><td>5678</td></tr>",
    "Markdown row": "| 090 | 1234 | 5678 |",
    "JSON list": '["090", "1234", "5678"]',
    "words between": "はじめが090、次が1234、最後に5678",
    "sign for @": "hanako.sano★kakuu-mail.jp(★を@に変える)",
    "letter by letter": " ".join(MAIL),
}
HARMLESS = (
    "commit 3f2a9c0d1e4b5a6978877665544332211009f8e7",
    "sha256:" + "0123456789abcdef" * 4,
    '"integrity": "sha512-' + b64(noise(7, 64)) + '"',
    "550e8400-e29b-41d4-a716-446655440000",
    "aGVsbG8gd29ybGQ= は何の文字列か",
    "型番 KX-PD215DL-W",
    "ISBN978-4-324-11111-1",
    "https://www.city.kakuu.lg.jp/soshiki/kosodate/hoikuen/2025/index.html?utm_source=newsletter",
    "def total_amount_of_municipal_tax_for_households(records): return sum(records)",
    "一二三四五六七八九十",
    "12, 34, 56, 78, 90, 12, 34",
    "a=10, b=20, c=30",
    "&amp;と&lt;の違い",
    "%E5%BA%83%E5%A0%B1",
    "48 52 55 61 70 44 39 38 47 50",
    "受付番号 1234、5678、9012",
    "2024年度1234件、2025年度2345件、2026年度3456件",
    "電話番号は090から始まる11桁",
    "00:11:22:33:44:55",
    "<td>2025</td><td>1234</td><td>5678</td>",
    "Base64の文字はABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "サンゴとロクシチ、ハチ公",
)


@pytest.mark.parametrize("name", ENCODED)
def test_encoded_contact_is_found_where_it_stands(name: str) -> None:
    text = f"次の内容: {ENCODED[name]} を確認。"
    found = found_in(text)
    assert {one.entity for one in found} & {"PHONE_NUMBER", "EMAIL_ADDRESS"}
    low, high = text.index(": ") + 1, text.rindex(" を")
    assert all(low <= one.start < one.end <= high for one in found)


@pytest.mark.parametrize("text", HARMLESS, ids=map(str, range(len(HARMLESS))))
def test_harmless_text_of_that_look_passes(text: str) -> None:
    assert found_in(text) == ()


WAYS: tuple[Callable[[str], str], ...] = (
    lambda text: b64(text.encode()),
    lambda text: text.encode().hex(),
    lambda text: each("&#{};", text),
    lambda text: each("%{:02X}", text),
    lambda text: each("\\u{:04x}", text),
    lambda text: "\n".join(text.replace("-", "")),
)


@given(
    st.sampled_from(("050", "070", "080", "090")),
    st.from_regex("[1-9][0-9]{7}", fullmatch=True),
    st.sampled_from(WAYS),
    st.sampled_from(("番号は ", "こちら: ", "")),
)
def test_every_mobile_number_is_found_in_every_coding(
    prefix: str, rest: str, way: Callable[[str], str], before: str
) -> None:
    shown = way(f"{prefix}-{rest[:4]}-{rest[4:]}")
    found = [one for one in found_in(f"{before}{shown} です") if one.entity == "PHONE_NUMBER"]
    assert [(one.start, one.end) for one in found] == [(len(before), len(before) + len(shown))]


def test_data_nobody_can_read_is_a_finding_of_its_own() -> None:
    blob = b64(noise(3, 120))
    (found,) = found_in(f"復元して: {blob}")
    assert (found.entity, found.start) == ("OPAQUE_BLOB", 6)


def test_a_decompression_bomb_is_not_unpacked_but_refused() -> None:
    (found,) = found_in(b64(gzip.compress(b"0" * 2_000_000)))
    assert found.entity == "OPAQUE_BLOB"


def test_more_encoded_text_than_the_bounds_is_refused() -> None:
    packed = b64(gzip.compress(b"a b c d " * 8_000))
    found = found_in("\n\n".join([f"x {packed} y"] * 3))
    assert [one.entity for one in found] == ["OPAQUE_BLOB"]
