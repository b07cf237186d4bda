"""職員番号: the number of a member of staff."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers.base import LIKELY, Candidate
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.labelled import LabelledNumberRecognizer
from assistant.filters.recognizers.persons_beside import NAME, is_full_name

POST = (
    "(?:主[任事査幹]|係長|課長|部長|次長|局長|室長|所長|館長|園長|班長|参事|技師|技監|参与|教諭|司書|看護師|保健師"
    "|保育士|栄養士|消防士|消防士長|消防司令補?|技能員|調理員|支援員|指導員|相談員|会計年度任用職員|再任用)"
)
# 0062217, A00123; 20260401 is a day.
NUMBER = r"(?P<number>(?!(?:19|20)[0-9]{6}(?![0-9]))[A-Z]?[0-9]{5,8})"
# 栗原主査(0062217), 栗原 緑(0062217) 主査.
BEHIND_POST = re.compile(rf"(?<=[一-龥々ぁ-んァ-ヶー]){POST}(?:さん)? ?[(:] ?{NUMBER}(?=[),])")
BEHIND_NAME = re.compile(
    rf"{NAME.pattern}(?: ?\(| ){NUMBER}\)?[ ・、]?"
    rf"(?:[一-龥]{{0,8}}{POST}|[一-龥]{{2,8}}[課係室局](?![一-龥]))"
)

# ユーザーt30215 が失敗: the account of somebody, a letter and the number of the staff.
ACCOUNT = re.compile(
    r"(?:ユーザー?(?:名|ID)?|アカウント名?|ログイン(?:名|ID))[ :は「(]{0,2}"
    r"(?P<number>[A-Za-z]{1,2}[0-9]{4,7})(?![0-9A-Za-z.-])"
)


class EmployeeIdRecognizer(LabelledNumberRecognizer):
    """Finds 職員番号 and the like by their label, or between a name and a post.

    Format: set by each employer, letters and digits. No check digit.
    Basis: personal information by combination (個人情報保護法 2条1項1号).
    """

    ENTITY = "EMPLOYEE_ID"
    LABEL = (
        "(?:職員|社員|従業員|教職員|任用者|派遣|会計年度任用職員|隊員|団員|教員|スタッフ)(?:証)?(?:の)?(?:番号|コード|[Nn]o\\.?|ID|№)|職番"
        "|shokuin_?(?:no|id|bango|code)|syokuin_?(?:no|id|bango|code)|employee_?(?:no"
        "|id|number|code)"
        "|staff_?(?:no|id|number|code)"
    )

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers with the label, and those beside a post, a name or an account."""
        yield from super().candidates(document)
        for found in BEHIND_POST.finditer(document.text):
            yield Candidate(*found.span("number"), LIKELY, "number behind a post")
        for found in ACCOUNT.finditer(document.text):
            yield Candidate(*found.span("number"), LIKELY, "account of somebody")
        for found in BEHIND_NAME.finditer(document.text):
            if is_full_name(found["family"], found["given"]):
                yield Candidate(*found.span("number"), LIKELY, "number behind a name")
