"""Whether a sentence says no where its source says yes, or the other way round. Pure.

Only what is nearly copied is judged: every figure and every word in kanji or katakana stands in one
sentence of the source, and one of both denies while the other does not. A conclusion in other words
(from 前日までに予約する to 当日は予約できない) is left alone: it may be right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_RUN = re.compile(r"[一-龠々]+|[ァ-ヺー]+|[0-9]+")
_SENTENCE = re.compile(r"[^。\n]+")
_BRACKETED = re.compile(r"[(（〔][^()（）〔〕]*[)）〕]")
# Characters of figures and words a sentence must share to be taken for the same rule.
_LEAST_CHARS = 6
# Words of a denial that no source need hold.
_FREE = frozenset({"必要", "不要", "構", "差", "支", "禁止"})
# A sentence with one of these that the rule lacks is about what it leaves out, or denies twice.
_COMPLEMENT = re.compile(
    "過ぎ|超|未満|以外|以降|以後|後は|後に|より前|ほか|他の|だけ|のみ|なければ|ないと|なしに|ていない|ておらず"
    "|ずに|ないで|ない(?:とき|場合|者|人)"
)
# Commands (しなければならない) and leave (使って構いません) deny nothing.
_NO_DENIAL = re.compile(
    r"な(?:ければ|くては)な(?:らない|らず|りません)|ないとい?け(?:ない|ません)|なければいけ(?:ない|ません)"
    r"|(?<!なくて)(?<!なくても)(?:構い|かまい|差し支えあり|問題あり)ません"
    r"|かもしれ(?:ない|ません)|やむを得ない|少ない|少なく"
)
# Any word of a source that may deny.
_DENIAL = re.compile(
    r"ません|ない(?![容部閣科規外線定訳])|なく|(?<![必まいわ])ず(?![つれかっ])|ぬ$"
    r"|[不無未]|禁止|対象外|免除|除|限|のみ|以外|停止|取り?消|拒|だけ"
)
# What denies at the end of a sentence of an answer, and cannot mean anything else.
_DENIED_END = re.compile(
    r"(?:ません(?:でした)?|(?<![少危])ない(?:です)?|不要(?:です)?"
    r"|なくても?(?:よい|いい|構いません|かまいません|差し支えありません)(?:です)?)$"
)
# What forbids at the end of a rule; weaker words stand for too much.
_FORBIDS = re.compile(r"(?:てはならない|ことができない|しない|認めない)$")
# A denial about the documents, not about a rule.
_OF_DOCUMENTS = re.compile(
    r"(?:見当たり|見つかり|分かり|わかり|読み取れ|確認でき"
    r"|(?:書かれ|記載され|定められ|規定され|触れられ|明記され|示され)てい|(?:記載|定め|規定)[はが]?あり)ません"
)


def is_reversed(said: str, sources: Sequence[str]) -> bool:
    """Whether a sentence denies what its source states, or states what it forbids.

    Args:
        said: the sentence, as `compact` gives it.
        sources: the texts it is held against, each line as `compact` gives it.
    """
    plain = _BRACKETED.sub("", said).rstrip("。.!")
    runs = [run for run in _RUN.findall(plain) if run not in _FREE]
    if sum(map(len, runs)) < _LEAST_CHARS or _OF_DOCUMENTS.search(plain):
        return False
    complements = _COMPLEMENT.findall(_NO_DENIAL.sub("", plain))
    same_rule = [
        sentence
        for source in sources
        for sentence in _SENTENCE.findall(source)
        if all(run in sentence for run in runs)
        and all(word in _NO_DENIAL.sub("", sentence) for word in complements)
    ]
    return bool(same_rule) and all(_is_opposite(plain, sentence) for sentence in same_rule)


def _is_opposite(said: str, source: str) -> bool:
    if _DENIED_END.search(_NO_DENIAL.sub("", said)):
        return not _denies(source)
    return not _denies(said) and _FORBIDS.search(_NO_DENIAL.sub("", source)) is not None


def _denies(text: str) -> bool:
    return _DENIAL.search(_NO_DENIAL.sub("", text)) is not None
