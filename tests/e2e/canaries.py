"""Invented secret values in many spellings, and a search for them in any bytes."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
KANJI_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
HALF_KANA = str.maketrans(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
)

SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "full width": lambda value: value.translate(FULL_WIDTH),
    "no separators": lambda value: value.replace("-", "").replace(" ", ""),
    "minus signs": lambda value: value.replace("-", "\u2212"),
    "long vowel marks": lambda value: value.replace("-", "ー"),
    "spaces for hyphens": lambda value: value.replace("-", " "),
    "zero width inside": lambda value: f"{value[:3]}\u200b{value[3:]}",
    "decomposed": lambda value: unicodedata.normalize("NFD", value),
    "half-width kana": lambda value: (
        unicodedata.normalize("NFD", value)
        .replace("\u3099", "ﾞ").replace("\u309a", "ﾟ").translate(HALF_KANA)
    ),
    "kanji digits": lambda value: value.translate(KANJI_DIGITS),
}  # fmt: skip


@dataclass(frozen=True)
class Canary:
    """One secret value, and the sentence it would be typed in.

    Attributes:
        value: as it is usually written.
        carrier: the sentence, `{}` where the value stands.
        not_yet: spellings the filter does not find yet; they are left out and promised nowhere.
    """

    value: str
    carrier: str
    not_yet: frozenset[str] = frozenset()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every different spelling the filter is expected to find."""
        made = {
            spell(self.value): None for name, spell in SPELLINGS.items() if name not in self.not_yet
        }
        return tuple(made)

    @property
    def texts(self) -> tuple[str, ...]:
        """A message for each spelling."""
        return tuple(self.carrier.format(spelling) for spelling in self.spellings)


CANARIES: Mapping[str, Canary] = {
    "name": Canary("篠宮 琴葉", "窓口に来た{}様への礼状を考えてください。"),
    "katakana name": Canary("カナモリ ミズキ", "相談者の{}さんに送る案内を書いてください。"),
    "phone": Canary("090-4837-2916", "折り返し先は{}です。電話の要点をまとめてください。"),
    "mail": Canary(
        "k-shino4837@kakuu-post.jp",
        "{}に返信する文を整えてください。",
        frozenset({"minus signs", "long vowel marks", "spaces for hyphens", "kanji digits"}),
    ),
    "address": Canary(
        "架空県架空市緑台3丁目14-27",
        "送付先は{}です。送り状を作ってください。",
        frozenset({"kanji digits"}),
    ),
    "my number": Canary("4837-2916-5086", "個人番号は{}です。届出の文を直してください。"),
    "birth date": Canary("昭和58年11月23日", "生年月日は{}です。年齢の数え方を教えてください。"),
    "bank account": Canary("普通 4839217", "振込先は架空銀行本店{}です。通知を作ってください。"),
    "licence": Canary("608372916512", "運転免許証番号は{}です。台帳の書き方を教えてください。"),
    "passport": Canary("TZ4839217", "旅券番号は{}です。申請の流れを教えてください。"),
    "employee id": Canary(
        "KS-48392",
        "職員番号は{}です。異動の挨拶を書いてください。",
        frozenset({"minus signs", "long vowel marks", "spaces for hyphens", "kanji digits"}),
    ),
    "vehicle": Canary(
        "滋賀 531 さ 48-29",
        "来庁した車は{}です。駐車の案内を書いてください。",
        frozenset({"kanji digits"}),
    ),
}


@cache
def needles(spelling: str) -> tuple[bytes, ...]:
    """The bytes a spelling would leave behind: raw, JSON-escaped, percent-encoded, base64."""
    raw = spelling.encode()
    escaped = json.dumps(spelling)[1:-1]
    forms = {
        raw,
        spelling.encode("utf-16-le"),
        spelling.encode("utf-16-be"),
        escaped.encode(),
        escaped.upper().replace("\\U", "\\u").encode(),
        quote(spelling).encode(),
        quote(spelling, safe="").encode(),
        quote(spelling).lower().encode(),
        repr(spelling.encode())[2:-1].encode(),
        *_base64_forms(raw),
    }
    return tuple(forms)


def _base64_forms(raw: bytes) -> set[bytes]:
    """What is the same in base64 whatever stands before and after, at each of three offsets."""
    found = set()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode()
        start, end = (0, 2, 3)[offset], len(encoded.rstrip("="))
        whole = encoded[start : end - (0 if (offset + len(raw)) % 3 == 0 else 1)]
        found |= {whole.encode(), whole.translate(str.maketrans("+/", "-_")).encode()}
    return found


def found_in(content: bytes, canary: Canary) -> list[str]:
    """The spellings of a value some bytes hold, in whatever form."""
    return [
        spelling
        for spelling in canary.spellings
        if any(needle in content for needle in needles(spelling))
    ]
