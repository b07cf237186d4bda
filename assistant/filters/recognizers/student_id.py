"""学籍番号: the number of a pupil or student."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.base import LIKELY, Candidate
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.labelled import LabelledNumberRecognizer
from assistant.filters.recognizers.persons_beside import NAME, is_full_name

# 佐野 花、S251234、…: the cell behind a pupil's name, where the text speaks of such numbers.
BEHIND_NAME = re.compile(
    rf"{NAME.pattern} ?[、,/|\t] ?"
    rf"(?P<number>[A-Z]{{0,2}}[0-9]{{4,8}})(?=[ 、,/|\t\n]|$)"
)


class StudentIdRecognizer(LabelledNumberRecognizer):
    """Finds 学籍番号 and the like by their label.

    Format: set by each school, letters and digits. No check digit.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "STUDENT_ID"
    LABEL = (
        "(?:学籍|学生(?:証)?|生徒(?:証)?|児童(?:生徒)?|園児|受験|学童|出席|在籍|奨学生)(?:の)?(?:番号|コード|[Nn]o\\.?|ID|№)"
        "|gakuseki_?(?:no|id|bango)|student_?(?:no|id|number|code)"
    )

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers with the label, and those behind a name in a text that has the label."""
        yield from super().candidates(document)
        if not self._header.search(document.text):
            return
        for found in BEHIND_NAME.finditer(document.text):
            if is_full_name(found["family"], found["given"]):
                yield Candidate(*found.span("number"), LIKELY, "number behind a name")
