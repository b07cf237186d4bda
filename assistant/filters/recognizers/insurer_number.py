"""保険者番号: names the insurer, not the insured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.recognizers import check_digits
from assistant.filters.recognizers.base import LIKELY, WEAK, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document

LABELLED = re.compile("(?<!被)保険者番号[^0-9\n。]{0,6}([0-9]{8}|[0-9]{6})(?![0-9])")
PERSONAL = re.compile("記号|被保険者|枝番|氏名|生年月日")


class InsurerNumberRecognizer(JapaneseRecognizer):
    """Finds 保険者番号; it counts only beside the insured person's own number or name fields.

    Format: 8 digits (法別, 都道府県, 保険者, check) or 6 (国保). Check digit: modulus 10,
    weights 2 and 1 (保険者番号等設定要領); it is reported, a wrong one does not reject.
    """

    ENTITY = "JP_INSURER_NUMBER"

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers labelled 保険者番号."""
        for found in LABELLED.finditer(document.digits):
            start, end = found.span(1)
            is_personal = document.near((start, end), PERSONAL, before=40, after=40)
            yield Candidate(
                start,
                end,
                LIKELY if is_personal else WEAK,
                "beside a personal number" if is_personal else "insurer alone",
                check_digits.is_insurer_number(found[1]),
            )
