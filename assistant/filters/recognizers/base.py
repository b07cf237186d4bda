"""What every recognizer shares: candidates become Presidio results with a reason.

Presidio's own `PatternRecognizer` logs and skips a pattern that times out, which would let a text
pass unread. These use the standard library's `re` with patterns that cannot run away, and any
exception reaches the gate, which blocks.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult

from assistant.filters.recognizers.document import Document, document_of
from assistant.filters.settings import FilterSettings

if TYPE_CHECKING:
    from presidio_analyzer.nlp_engine import NlpArtifacts

WEAK = 0.3
LIKELY = 0.6
STRONG = 0.85
CERTAIN = 0.95

LEAST_ZEROS = 6
OTHER_LABEL = re.compile(
    r"(?:番号|コード|[Nn][Oo]\.?|№|ID|型番|品番|型式|型|機種|号機|JAN|ISBN|ISSN|シリアル|ロット"
    r"|バーコード|図面|伝票|台帳|予算|決算|合計|金額|計|額|価格|単価|人口|件数|数|率|TEL|FAX|測点|基準点|三角点|水準点)$"
)
# These name whose or which paper's number it is, not another kind of number.
NEUTRAL_LABEL = re.compile(
    r"(?:カード|証|証明書|証書|本人|家族|扶養|身分証|書類|個人|裏面|表面|下記|上記|次の|この|その"
    r"|同|当該|お手元|記載|届いた|控え|12桁の|十二桁の)(?:の)?(?:番号|コード|[Nn][Oo]\.?|№|ID)$"
    r"|(?:様|さん|氏|方|男|女|父|母|妻|夫|子|人|者|私|わたし|自分|今|現在|以前|元|前)の番号$"
    r"|(?:家|名刺|自宅|実家|職場|勤め先|勤務先|宅|相手|大家)の番号$|(?:新しい|古い|[新旧])番号$"
    # 控えに番号…が残る, 載っていた番号は…: of what, the words do not say.
    r"|[にはでをがとたてるう、]番号$"
    # 手書きの番号: how it is written.
    r"|[ぁ-ん]の番号$"
)
AMOUNT = re.compile(
    "^[ 　]?(?:円|千円|万円|億|百万|人|件(?!名)|個(?![人別])|枚|部|世帯|回|%|kg|km|m2|㎡|桁|文字)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be personal data, with its score and the evidence in a few words."""

    start: int
    end: int
    score: float
    reason: str
    is_check_valid: bool | None = None


class JapaneseRecognizer(LocalRecognizer):
    """A recognizer of one entity over normalised Japanese text.

    It is handed text in NFKC with invisible characters taken out and hyphens folded between digits;
    offsets in its results are offsets in that text. Scores under 0.5 do not block by default: they
    are weak evidence an analyzer may combine.
    """

    ENTITY: ClassVar[str]
    NEEDS_DIGITS: ClassVar[bool] = True
    name: str

    def __init__(self, settings: FilterSettings) -> None:
        self.settings = settings
        super().__init__(
            supported_entities=[self.ENTITY], name=type(self).__name__, supported_language="ja"
        )

    def load(self) -> None:
        """Nothing to load: patterns are compiled with the module."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Find the entity in a normalised text.

        Args:
            text: normalised text.
            entities: ignored unless it leaves out this recognizer's entity.
            nlp_artifacts: not used; patterns do not depend on the model.
        """
        del nlp_artifacts
        if entities and self.ENTITY not in entities:
            return []
        document = document_of(text)
        if self.NEEDS_DIGITS and not document.has_digits:
            return []
        return [self._result(found) for found in strongest(self.candidates(document))]

    @abstractmethod
    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Every place that may be the entity; overlapping ones are thinned out afterwards."""

    def _result(self, found: Candidate) -> RecognizerResult:
        explanation = AnalysisExplanation(
            recognizer=self.name,
            original_score=found.score,
            textual_explanation=found.reason,
        )
        if found.is_check_valid is not None:
            explanation.validation_result = found.is_check_valid
        return RecognizerResult(
            entity_type=self.ENTITY,
            start=found.start,
            end=found.end,
            score=found.score,
            analysis_explanation=explanation,
            recognition_metadata={
                RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            },
        )


def is_blank(number: str) -> bool:
    """Whether nothing but zeros stands where a number would: a form's sample (0000000)."""
    digits = only_digits(number)
    return len(digits) >= LEAST_ZEROS and not digits.strip("0")


def strongest(found: Iterable[Candidate]) -> list[Candidate]:
    """Of overlapping candidates the one with the highest score, then the longest; by place."""
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if kept and one.start < kept[-1].end:
            best = max(kept[-1], one, key=lambda each: (each.score, each.end - each.start))
            kept[-1] = best
        else:
            kept.append(one)
    return kept


def only_digits(text: str) -> str:
    """The ASCII digits of a text."""
    return "".join(one for one in text if "0" <= one <= "9")


def is_other_number(document: Document, start: int, own: re.Pattern[str]) -> bool:
    """Whether the label directly before a number, or its column, names another kind of number.

    A bare 番号 or コード names nothing, nor does カード番号 or 本人の番号.
    """
    for label in (document.label(start), document.column(start)):
        if label in {"番号", "No", "No.", "コード", "ID"} or not label:
            continue
        if NEUTRAL_LABEL.search(label):
            continue
        if OTHER_LABEL.search(label) and not own.search(label):
            return True
    return False


def is_amount(document: Document, end: int) -> bool:
    """Whether a unit of counting or money stands directly behind a number."""
    return AMOUNT.search(document.text[end : end + 4]) is not None
