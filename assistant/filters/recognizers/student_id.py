"""学籍番号: the number of a pupil or student."""

from __future__ import annotations

from assistant.filters.recognizers.labelled import LabelledNumberRecognizer


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
