"""Names a text only shows: in a sample form, in an exercise, in what may be said one day."""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.wording import TODAY, Wording

# 「早見さんにつないで」と言われたら: what somebody may say one day.
MAY_SAY = re.compile(
    "(?:さん|様|氏)[^「」\n]{0,16}」と(?:言|聞|尋ね|たず|頼|求め)[^。\n]{0,5}(?:たら|場合|とき)"
)
# 算数 … ゆみさんは36本、けんじさんは2倍: an exercise, whose children are nobody's.
EXERCISE = re.compile("文章題|計算問題|例題|算数の問題|教材")
HOW_MANY = re.compile(
    "(?:いくら|いくつ|何[^。\n]{1,8}?|どれだけ)(?:です|かかります|なります|あります)か"
)
MEASURED = re.compile("[0-9]+ ?(?:個|本|円|枚|冊|倍|k?m|km|kg|g|L|dL|分|cm)(?![生月日])")
LEAST_MEASURED = 2
SAMPLE_WORD = re.compile("(?:試験|テスト|見本|サンプル|ダミー|架空) $")
SAMPLE_SENTENCE = re.compile(
    quick(
        "(?<![一-龥])例[::]|記入例|記載例|入力例|記入見本|見本(?!市)|サンプル|書き方の例|画面の例"
        "|架空の(?!請求|投資)|テスト(?!の結果|の点)"
    )
)
SAMPLE_GIVEN = re.compile(
    "(?:TARO|HANAKO|Taro|Hanako|太郎|花子|次郎|一郎|たろう|はなこ|タロウ|ハナコ)$"
)
BLANK_FORM = re.compile("[〇○]{2}|記入例|記載例|記入見本|画面の例|の例[)」:]|0{6}|テスト|ダミー")
# In a form nothing is said of the sample: 千葉花子の件 is somebody's.
SAID_OF = re.compile(
    " ?来庁|[がはも]|の件|から(?:の?電話|の?連絡)|に(?:電話|連絡|訪問)|を(?:訪|担当)"
)
SAMPLE_REACH = 150
QUOTES = frozenset("「『\"'")
# 試験 太郎: the word before the given name.
WORD_REACH = 40


class Samples:
    """Reads one text for the samples it shows. Built once per text."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._has_exercise = bool(EXERCISE.search(wording.text) and HOW_MANY.search(wording.text))

    def shows(self, candidate: Candidate, start: int, end: int, before: str, after: str) -> bool:
        """Whether a name is shown and nobody's.

        Args:
            candidate: where the name stands.
            start: of its sentence.
            end: of its sentence.
            before: the words before the name, in the sentence.
            after: the words behind it, in the sentence.
        """
        may_say = before.endswith("「") and MAY_SAY.match(after) is not None
        return may_say or self._is_sample(candidate, start, end) or self._is_of_exercise(candidate)

    def is_named_after_city(self, candidate: Candidate) -> bool:
        """若宮 太郎 in a form of 若宮市, or among ○○ and 記入例, is nobody."""
        surface = candidate.text_in(self._wording.text)
        given = SAMPLE_GIVEN.search(surface)
        family = surface[: given.start()].rstrip(" ") if given else ""
        if given and not family:
            # 試験 太郎 様 among ○○市.
            word = SAMPLE_WORD.search(
                self._wording.text[max(0, candidate.start - WORD_REACH) : candidate.start]
            )
            family = word.group().rstrip(" ") if word else ""
        if not family or SAID_OF.match(self._wording.text, candidate.end):
            return False
        around = self._wording.text[
            max(0, candidate.start - SAMPLE_REACH) : candidate.end + SAMPLE_REACH
        ]
        return BLANK_FORM.search(around) is not None or any(
            family + ending in self._wording.text for ending in "市町村区県"
        )

    def _is_sample(self, candidate: Candidate, start: int, end: int) -> bool:
        is_quoted = (
            self._wording.text[candidate.start - 1 : candidate.start] in QUOTES
            or SAMPLE_GIVEN.search(self._wording.text, candidate.start, candidate.end) is not None
        )
        return is_quoted and self._wording.says(SAMPLE_SENTENCE, start, end)

    def _is_of_exercise(self, candidate: Candidate) -> bool:
        """Whether a given name alone stands in a line of an exercise full of figures."""
        is_family = candidate.evidence & {"known_surname", "tag_surname", "pair"}
        if is_family or not self._has_exercise:
            return False
        start = self._wording.text.rfind("\n", 0, candidate.start) + 1
        line = self._wording.text[start : candidate.end] + self._wording.rest_of_line(candidate)
        return len(MEASURED.findall(line)) >= LEAST_MEASURED and not TODAY.search(line)
