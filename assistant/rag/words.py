"""Words of a text for look-up: Sudachi's shortest units, normalised, content words alone.

Each word also brings the synonym groups SudachiDict keeps for it (引っ越し and 転居 share one), so
that everyday words meet official ones without any model.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sudachipy import Dictionary, Tokenizer

# Sudachi takes 49,149 bytes at once.
_PIECE = 8_000
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "副詞", "形状詞", "接尾辞", "接頭辞"})
_AFFIXES = frozenset({"接尾辞", "接頭辞"})
_NOUNS = frozenset({"名詞", "形状詞"}) | _AFFIXES
_KANA = re.compile(r"[ぁ-ゖァ-ヶー]+")
_HIRAGANA = range(ord("ぁ"), ord("ゖ") + 1)
_KATAKANA_AHEAD = ord("ァ") - ord("ぁ")
_TO_KATAKANA = {point: point + _KATAKANA_AHEAD for point in _HIRAGANA}
_TO_HIRAGANA = {katakana: point for point, katakana in _TO_KATAKANA.items()}
# Words that ask, as Sudachi normalises them: 幾ら is いくら, and 手続き asks what a rule says.
_ASKING = frozenset({"何", "何時", "幾", "幾つ", "幾ら", "手続き", "方法", "仕方", "遣り方"})
# Words every question and every rule has; as Sudachi normalises them.
_STOP_WORDS = frozenset(
    {
        "為る", "居る", "有る", "成る", "出来る", "因る", "事", "物", "時", "所", "為", "場合",
        "方", "何", "良い", "無い", "貰う", "呉れる", "下さる", "仕舞う", "見る", "来る", "行く",
        "置く", "言う", "教える", "知る", "分かる", "欲しい", "御", "そう", "よう",
        "的", "等", "さん", "様", "第",
        "大丈夫", "本当", "思う", "遣る", "一寸", "未だ", "もう", "どう", "凄い", "駄目",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Content words in order, normalised, each with the synonym groups it belongs to."""

    items: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def words(self) -> list[str]:
        """The words alone."""
        return [word for word, _ in self.items]

    @property
    def groups(self) -> list[int]:
        """The synonym groups alone."""
        return [group for _, groups in self.items for group in groups]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun, or an affix beside one.

    Attributes:
        word: normalised.
        groups: the synonym groups it belongs to.
        is_affix: whether it is 料, 者 and the like.
    """

    word: str
    groups: tuple[int, ...]
    is_affix: bool


def spellings(word: str) -> tuple[str, ...]:
    """A word in kana as either kana writes it (ゴミ, ごみ); any other as it is."""
    if not _KANA.fullmatch(word):
        return (word,)
    return (word.translate(_TO_HIRAGANA), word.translate(_TO_KATAKANA))


class WordCutter:
    """Cuts texts into content words. Safe in threads: each has its own tokenizer."""

    def __init__(self) -> None:
        self._local = threading.local()

    def cut(self, text: str) -> Words:
        """The content words of a text, after NFKC and in lower case."""
        plain = unicodedata.normalize("NFKC", text)
        tokenizer = self._tokenizer()
        items: list[tuple[str, tuple[int, ...]]] = []
        for start in range(0, len(plain), _PIECE):
            for morpheme in tokenizer.tokenize(plain[start : start + _PIECE]):
                if morpheme.part_of_speech()[0] not in _CONTENT:
                    continue
                word = morpheme.normalized_form().lower()
                if word in _STOP_WORDS or not word.strip():
                    continue
                items.append((word, tuple(morpheme.synonym_group_ids())))
        return Words(tuple(items))

    def nouns(self, text: str) -> list[tuple[Noun, ...]]:
        """The nouns of a short text; those that stand together are one run.

        Numbers, what is counted by them and words that ask (いくら) are none.
        """
        runs: list[list[Noun]] = [[]]
        is_counted = False
        for morpheme in self._tokenizer().tokenize(unicodedata.normalize("NFKC", text)[:_PIECE]):
            kind, detail = morpheme.part_of_speech()[:2]
            word = morpheme.normalized_form().lower()
            is_noun = kind in _NOUNS and detail != "数詞" and not is_counted
            if is_noun and word.strip() and word not in _STOP_WORDS | _ASKING:
                groups = tuple(morpheme.synonym_group_ids())
                runs[-1].append(Noun(word, groups, is_affix=kind in _AFFIXES))
            elif runs[-1]:
                runs.append([])
            is_counted = detail == "数詞" or word in _ASKING
        return [tuple(run) for run in runs if run]

    def _tokenizer(self) -> Tokenizer:
        if not hasattr(self._local, "tokenizer"):
            from sudachipy import SplitMode  # noqa: PLC0415  # 70 MB, of no use with RAG off

            self._local.tokenizer = _dictionary().create(mode=SplitMode.A)
        tokenizer: Tokenizer = self._local.tokenizer
        return tokenizer


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    import sudachipy  # noqa: PLC0415

    return sudachipy.Dictionary()


def cutter_version() -> str:
    """What a stored cut depends on: versions of Sudachi and its dictionary, and of this module."""
    from importlib.metadata import version  # noqa: PLC0415

    return f"sudachi {version('sudachipy')}, core {version('sudachidict_core')}, cut 2"
