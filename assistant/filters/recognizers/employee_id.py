"""職員番号: the number of a member of staff."""

from __future__ import annotations

from assistant.filters.recognizers.labelled import LabelledNumberRecognizer


class EmployeeIdRecognizer(LabelledNumberRecognizer):
    """Finds 職員番号 and the like by their label.

    Format: set by each employer, letters and digits. No check digit.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "EMPLOYEE_ID"
    LABEL = (
        "(?:職員|社員|従業員|教職員|任用者|派遣|会計年度任用職員|隊員|団員|教員|スタッフ)(?:証)?(?:番号|コード|[Nn]o\\.?|ID|№)|職番"
        "|shokuin_?(?:no|id|bango|code)|syokuin_?(?:no|id|bango|code)|employee_?(?:no"
        "|id|number|code)"
        "|staff_?(?:no|id|number|code)"
    )
