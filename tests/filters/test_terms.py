"""Words that may be counted: content words of the dictionary, and nobody's name."""

from __future__ import annotations

import json

import pytest

from assistant.core.keys import Key
from assistant.core.text import RawText
from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.decision import Policy, blocking
from assistant.filters.finding import AnalysisResult, Finding, Term, TermKind
from assistant.filters.gate import Judgement, PiiGate
from assistant.filters.names.candidates import Candidate
from assistant.filters.nlp_engine import GinzaNlpEngine, Reading
from assistant.filters.policy import default_snapshot
from assistant.filters.pool import as_result
from assistant.filters.recognizers.person import PersonRecognizer
from assistant.filters.settings import FilterSettings
from assistant.filters.worker import answer, as_answer
from assistant.usage.terms.choice import Kind, lists_of
from assistant.usage.terms.settings import TermsSettings
from tests.corpus.scoring import CORPUS

nlp = pytest.mark.nlp
KEY = Key("seal", 1, b"0123456789abcdef")


class AnswersOnce(PersonRecognizer):
    """Finds names for the verdict, and fails when the words are read."""

    calls = 0

    def candidates(self, text: str, reading: Reading) -> list[Candidate]:
        self.calls += 1
        if self.calls > 1:
            raise LookupError
        return super().candidates(text, reading)


def terms_of(analyzer: TextAnalyzer, text: str) -> tuple[Term, ...]:
    terms = analyzer.candidates(text, reads_terms=True).terms
    assert terms is not None
    return terms


def lemmas(analyzer: TextAnalyzer, text: str) -> list[str]:
    return [term.lemma for term in terms_of(analyzer, text)]


@nlp
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国民健康保険の申込みを案内する文書", ["国民健康保険", "申し込み", "案内", "文書"]),
        ("丁寧な文面を短くまとめてください", ["丁寧", "文面", "短い", "纏める"]),
        ("議会、議会、また議会の答弁", ["議会", "答弁"]),
        ("令和7年4月の12件、3,000円", []),
        ("ＰＤＦをpdfにする", ["PDF"]),
        ("する、ある、いる、これ、とても", []),
        ("亜、A、数、文", []),
        ("ごみ袋とバスの案内", ["塵袋", "バス", "案内"]),
    ],
    ids=["nouns", "adjectives and verbs", "each once", "numbers", "letters", "function words",
         "single characters", "short words"],
)  # fmt: skip
def test_content_words_are_read_in_their_order(
    text_analyzer: TextAnalyzer, text: str, expected: list[str]
) -> None:
    assert lemmas(text_analyzer, text) == expected


@nlp
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("徳川家康の銅像の案内文", "家康"),
        ("林さんへの案内", "林"),
        ("緑と泉と森の案内", "泉"),
        ("架空田太郎様への返信の案内", "太郎"),
        ("ソフィアとマリアの案内", "ソフィア"),
        ("小鳥遊課長の挨拶の案内", "小鳥遊"),
        ("担当は春夏秋冬です。返信の案内", "春夏秋冬"),
        ("架空商店街のヨモギダ製作所の案内", "ヨモギダ"),
    ],
)
def test_names_are_no_words(text_analyzer: TextAnalyzer, text: str, name: str) -> None:
    found = terms_of(text_analyzer, text)
    assert not [
        term.lemma for term in found
        if term.kind is not TermKind.ALSO_GIVEN_NAME and (name in term.lemma or term.lemma in name)
    ]  # fmt: skip
    assert Term("案内") in found or Term("案内文") in found


@nlp
def test_what_is_also_a_given_name_is_told_apart(text_analyzer: TextAnalyzer) -> None:
    found = terms_of(text_analyzer, "健康診断の工事と予算")
    kinds = {term.lemma: term.kind for term in found}
    assert kinds["工事"] is TermKind.ALSO_GIVEN_NAME
    assert kinds["予算"] is TermKind.WORD


@nlp
def test_of_proper_nouns_only_municipalities_are_read(text_analyzer: TextAnalyzer) -> None:
    found = terms_of(text_analyzer, "大津市と滋賀県の資料。エクセルとスカイツリーと琵琶湖と草津")
    assert [term.lemma for term in found if term.kind is TermKind.PLACE] == ["大津市", "滋賀県"]
    assert [term.lemma for term in found if term.kind is TermKind.WORD] == ["資料"]


@nlp
@pytest.mark.parametrize(
    "made_up",
    ["ヌルポガ", "xk29-Ab7Q", "パスワードはtiger2026", "架空第3号議案書-7781", "ゾロメカ計画書X"],
)
def test_what_is_in_no_dictionary_cannot_come_out(
    text_analyzer: TextAnalyzer, made_up: str
) -> None:
    allowed = {"パスワード", "議案書", "議案", "計画書", "計画", "架空"}
    assert set(lemmas(text_analyzer, made_up)) <= allowed


@nlp
def test_a_line_with_a_telephone_number_is_no_subject(text_analyzer: TextAnalyzer) -> None:
    text = "返信の下書きです。\n障害福祉課 庶務担当 03-0000-0000\n文面を確認してください"
    found = lemmas(text_analyzer, text)
    assert "下書き" in found
    assert "文面" in found
    assert not {"障害", "福祉", "福祉課", "庶務"} & set(found)


@nlp
def test_terms_are_read_only_if_asked_for_and_findings_are_the_same(
    text_analyzer: TextAnalyzer,
) -> None:
    text = "架空田太郎様、文書の案内を03-0000-0000へ"
    without, with_terms = (
        text_analyzer.candidates(text, reads_terms=reads) for reads in (False, True)
    )
    assert without.terms == ()
    assert without.findings == with_terms.findings


@nlp
def test_a_fault_in_reading_words_costs_no_verdict(ginza: GinzaNlpEngine) -> None:
    settings = FilterSettings()
    analyzer = TextAnalyzer(settings, ginza, [AnswersOnce(settings)])
    result = analyzer.candidates("架空田太郎様への連絡", reads_terms=True)
    assert result.terms is None
    assert result.findings


@nlp
@pytest.mark.parametrize("file", sorted(path.name for path in CORPUS.glob("*.jsonl")))
def test_no_person_of_the_corpus_is_counted(text_analyzer: TextAnalyzer, file: str) -> None:
    """Every row the filter lets through, with the shipped lists; also those it should have stopped.

    A word that stands elsewhere in the text as well is not counted as the person's. Rows without a
    person in them could not fail.
    """
    policy, lists = Policy(default_snapshot(FilterSettings())), lists_of(TermsSettings())
    rows = map(json.loads, (CORPUS / file).read_text(encoding="utf-8").splitlines())
    for row in rows:
        people = [span for span in row.get("spans", ()) if span[2] == "PERSON"]
        if not people:
            continue
        text = row["text"]
        result = text_analyzer.candidates(text, reads_terms=True)
        assert result.terms is not None, row["id"]
        if blocking(policy.decide(text, result.findings, None)):
            continue
        words = [term.lemma for term in result.terms if lists.takes(term.lemma, Kind(term.kind))]
        rest = text
        for start, end, *_ in sorted(people, reverse=True):
            rest = f"{rest[:start]}\n{rest[end:]}"
        surfaces = [text[start:end] for start, end, *_ in people]
        taken = [w for w in words for s in surfaces if (w in s or s in w) and w not in rest]
        assert taken == [], row["id"]


class FixedAnalyzer:
    """Answers every text alike and counts how often it was asked."""

    def __init__(self, result: AnalysisResult) -> None:
        self.result = result
        self.asked = 0

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        self.asked += 1
        return self.result


def test_terms_survive_the_wire() -> None:
    result = AnalysisResult(
        (Finding("PERSON", 0, 2, 0.3, "Fake", ("model",)),),
        (Term("文書"), Term("大津市", TermKind.PLACE)),
    )
    sent = json.loads(json.dumps(as_answer(result)))
    assert as_result(sent) == result
    assert as_result(json.loads(json.dumps(as_answer(AnalysisResult((), None))))).terms is None


@nlp
def test_a_worker_reads_words_only_if_told_to(text_analyzer: TextAnalyzer) -> None:
    request = {"text": "文書の案内"}
    assert answer(text_analyzer, request)["terms"] == []
    assert answer(text_analyzer, request, reads_terms=True)["terms"] == [
        ["文書", "word"], ["案内", "word"]
    ]  # fmt: skip


@pytest.mark.anyio
async def test_words_of_a_judgement_are_not_remembered_with_its_verdict() -> None:
    analyzer = FixedAnalyzer(AnalysisResult((), (Term("文書"),)))
    gate = PiiGate(FilterSettings(), key=KEY, analyzer=analyzer)
    first, second = [await gate.judge(RawText("文書の案内")) for _ in range(2)]
    assert (first.terms, second.terms, analyzer.asked) == ((Term("文書"),), None, 1)
    assert isinstance(first, Judgement)
    assert "文書" not in repr(first)
