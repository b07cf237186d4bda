"""例規: questions the city's documents alone may answer, from the word to the usage row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.core.chat import Outcome
from assistant.gateway.commands import question_on_rules
from assistant.gateway.context import Retrieval
from assistant.gateway.grounding import Grounds, Verifier
from assistant.gateway.replies import Replies
from assistant.rag.documents import Kind, Record
from assistant.rag.retriever import Why
from assistant.rag.settings import RagSettings
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import REFUSED_CONNECTION, answer
from tests.gateway.kit import assert_ended

pytestmark = pytest.mark.anyio

QUESTION = "例規 会議室はいつから予約できますか"
LABEL = "架空市会議室使用要綱第4条（令和8年4月1日施行）"


def article(number: int, text: str, *, caption: str = "", since: int = 20260401) -> Record:
    name = f"第{number}条"
    return Record(
        f"rules.md#{name}",
        "rules.md",
        "架空市会議室使用要綱",
        f"架空市会議室使用要綱 {name}（{caption}）",
        text,
        article=name,
        caption=caption,
        kind=Kind.OUTLINE,
        effective_from=since,
        anchors=(name, f"J{number}"),
    )


ARTICLES = (
    article(1, "この要綱において「会議室」とは、本庁舎の会議室をいう。", caption="定義"),
    article(4, "会議室の予約は、使用する日の3か月前の日からすることができる。", caption="予約"),
    article(7, f"公用車の担当は、{PERSON}とする。", caption="担当"),
)


async def test_the_model_answers_from_whole_provisions_and_we_write_the_citation(
    make_kit: MakeKit,
) -> None:
    kit = make_kit(sections=ARTICLES)
    kit.model.steps = [answer("3か月前から予約できます[S1]。")]
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.ANSWERED, "model")
    assert f"3か月前から予約できます〔{LABEL}〕。" in reply.text
    assert "【出典】\n・架空市会議室使用要綱第4条（予約）（令和8年4月1日施行）" in reply.text
    assert "出典の実在と引用の一致" in reply.text
    assert [citation.id for citation in reply.citations] == ["rules.md#第4条"]
    (prompt,) = kit.model.prompts
    assert prompt.messages[-1].text.value == "会議室はいつから予約できますか"
    heading = prompt.passages[0].heading
    assert heading is not None
    assert heading.value == "架空市会議室使用要綱 第4条（予約）"
    row = kit.row("SELECT grounding, is_retrieval, source_ids, retrieval_tokens FROM usage_event")
    assert row["grounding"] == "checked"
    assert row["is_retrieval"] == 1
    assert row["source_ids"].split(";")[0] == "rules.md#第4条"
    assert row["retrieval_tokens"] == sum(
        len(one.text) + len(one.heading or "") for one in prompt.passages
    )


async def test_the_article_of_definitions_goes_along(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES, rag=RagSettings(max_passages=1))
    await kit.ask(QUESTION)
    labels = [passage.citation.id for passage in kit.model.prompts[0].passages]
    assert labels == ["rules.md#第4条", "rules.md#第1条"]


async def test_what_does_not_stand_in_the_sources_is_not_shown_nor_remembered(
    make_kit: MakeKit,
) -> None:
    kit = make_kit(sections=ARTICLES)
    kit.model.steps = [answer("6か月前からです[S1]。予約は3か月前からです[S1]。")]
    reply = await kit.ask(QUESTION)
    assert "6か月" not in reply.text
    assert "一部確認済み" in reply.text
    assert kit.row("SELECT grounding FROM usage_event")["grounding"] == "partly"
    await kit.ask("続けてください")
    said = kit.model.prompts[1].messages[1].text.value
    assert "6か月" not in said
    assert "[S1]" not in said


async def test_an_answer_without_a_valid_citation_is_marked(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES)
    kit.model.steps = [answer("いつでも予約できます。"), answer("いつでも予約できます[S9]。")]
    for _ in range(2):
        reply = await kit.ask(QUESTION)
        assert reply.text.startswith("【根拠未確認】")
        assert reply.citations == ()
    rows = kit.rows("SELECT grounding FROM usage_event")
    assert [row["grounding"] for row in rows] == ["unverified"] * 2


@pytest.mark.parametrize(
    ("sections", "question", "why"),
    [
        ((), QUESTION, "empty_index"),
        (ARTICLES, "例規 水道の検針", "nothing_similar"),
        (ARTICLES, "例規 はい", "no_content_words"),
        (ARTICLES[2:], "例規 公用車の担当", "withheld"),
    ],
)
async def test_where_nothing_is_found_no_model_is_asked(
    make_kit: MakeKit, replies: Replies, sections: tuple[Record, ...], question: str, why: str
) -> None:
    kit = make_kit(sections=sections)
    reply = await kit.ask(question)
    await assert_ended(kit, reply, Outcome.ANSWERED, "nothing_found")
    assert replies.text(f"grounding.{why}") in reply.text
    assert (reply.citations, kit.model.prompts) == ((), [])
    assert kit.row("SELECT grounding FROM usage_event")["grounding"] == "nothing_found"
    assert [kind for kind, _, _ in kit.entries()] == ["reserve", "release"]


async def test_other_questions_are_not_looked_up(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES)
    kit.model.steps = [answer("第99条は[S1]のとおりです。https://x.example/")]
    reply = await kit.ask("会議室の予約のあいさつ文")
    assert "第99条は[S1]のとおりです。" in reply.text
    assert "出典" not in reply.text
    assert kit.model.prompts[0].passages == ()
    assert kit.row("SELECT grounding FROM usage_event")["grounding"] == "none"


async def test_every_question_is_grounded_where_the_city_wants_it(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES, rag=RagSettings(answer_when="always"))
    kit.model.steps = [answer("3か月前からです[S1]。")]
    assert LABEL in (await kit.ask("会議室の予約はいつから")).text
    assert "見つかりませんでした" in (await kit.ask("水道の検針")).text
    assert len(kit.model.prompts) == 1


async def test_the_reservation_covers_what_is_looked_up(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES)
    await kit.ask("会議室はいつから予約できますか")
    await kit.ask(QUESTION)
    plain, grounded = [held for kind, held, _ in kit.entries() if kind == "reserve"]
    assert grounded - plain >= RagSettings().budget_tokens


async def test_the_fallback_shows_the_same_passages(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES, retrieval=Retrieval.FALLBACK, max_output_tokens=2000)
    kit.model.steps = [REFUSED_CONNECTION]
    reply = await kit.ask(QUESTION)
    assert "生成AI未接続" in reply.text
    assert "使用する日の3か月前の日から" in reply.text
    row = kit.row("SELECT grounding, retrieval_tokens FROM usage_event")
    shown = kit.model.prompts[0].passages
    tokens = sum(len(one.text) + len(one.heading or "") for one in shown)
    assert row == {"grounding": "shown", "retrieval_tokens": tokens}


async def test_shown_passages_are_not_said_to_be_checked(
    make_kit: MakeKit, replies: Replies
) -> None:
    kit = make_kit(sections=ARTICLES, retrieval=Retrieval.FALLBACK, max_output_tokens=2000)
    kit.model.steps = [REFUSED_CONNECTION]
    reply = await kit.ask(QUESTION)
    assert f"【出典】\n・{LABEL.replace('（令和', '（予約）（令和')}" in reply.text
    assert "確認済み" not in reply.text
    assert reply.text.endswith(replies.text("offline.footer"))
    assert [one.id for one in reply.citations] == ["rules.md#第4条"]
    assert kit.row("SELECT grounding FROM usage_event")["grounding"] == "shown"


async def test_a_passage_that_does_not_fit_is_not_listed(make_kit: MakeKit) -> None:
    named = "例規 会議室使用要綱の第4条と第1条は"
    for limit, shown in ((2000, 2), (130, 1)):
        kit = make_kit(sections=ARTICLES, retrieval=Retrieval.FALLBACK, max_output_tokens=limit)
        kit.model.steps = [REFUSED_CONNECTION]
        reply = await kit.ask(named)
        assert len(reply.citations) == shown, limit


async def test_where_nothing_is_shown_a_near_document_is_named_without_a_citation(
    make_kit: MakeKit, replies: Replies
) -> None:
    kit = make_kit(sections=ARTICLES, retrieval=Retrieval.FALLBACK, max_output_tokens=2000)
    kit.model.steps = [REFUSED_CONNECTION]
    reply = await kit.ask("例規 会議室の予約はいくらですか")
    assert len(kit.model.prompts[0].passages) > 0  # near enough for a model to judge
    assert "見つかりませんでした" in reply.text
    assert "関係があるかもしれない資料: 架空市会議室使用要綱（" in reply.text
    assert reply.citations == ()
    assert "3か月前" not in reply.text
    assert replies.text("offline.footer") not in reply.text
    assert kit.row("SELECT grounding FROM usage_event")["grounding"] == "nothing_found"


async def test_a_near_document_is_named_where_there_never_is_a_model(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES, retrieval=Retrieval.ALWAYS)
    reply = await kit.ask("例規 会議室の予約を3か月前の日にするといくらですか")
    assert "関係があるかもしれない資料: 架空市会議室使用要綱（" in reply.text
    assert (reply.citations, kit.model.prompts) == ((), [])


@pytest.mark.parametrize(
    ("document", "fragment", "end"),
    [("a/rules.pdf", "page=2", "［rules.pdf 2ページ］"), ("a/rules.docx", "", "［rules.docx］"),
     ("a/rules.md", "予約", "施行）")],
)  # fmt: skip
async def test_a_source_without_a_link_names_its_file_and_page(
    make_kit: MakeKit, document: str, fragment: str, end: str
) -> None:
    record = replace(ARTICLES[1], document_id=document, fragment=fragment)
    kit = make_kit(sections=(record,))
    kit.model.steps = [answer("3か月前から予約できます[S1]。")]
    (citation,) = (await kit.ask(QUESTION)).citations
    assert citation.label.endswith(end)


async def test_a_folder_may_have_an_address_of_its_own(make_kit: MakeKit) -> None:
    record = replace(ARTICLES[1], document_id="a/rules.pdf", fragment="page=2")
    settings = RagSettings(links=("a/=https://files.example/{file}#{anchor}",))
    kit = make_kit(sections=(record,), rag=settings)
    kit.model.steps = [answer("3か月前から予約できます[S1]。")]
    reply = await kit.ask(QUESTION)
    assert "（令和8年4月1日施行） https://files.example/rules.pdf#page=2" in reply.text


async def test_sources_have_a_link_where_the_city_has_an_address(make_kit: MakeKit) -> None:
    settings = RagSettings(link_template="https://rules.example/{document}#{anchor}")
    kit = make_kit(sections=ARTICLES, rag=settings)
    kit.model.steps = [answer("3か月前から[S1]。[こちら](https://evil.example/)")]
    reply = await kit.ask(QUESTION)
    assert "https://rules.example/rules.md#J4" in reply.text
    assert "evil" not in reply.text
    assert [citation.url for citation in reply.citations] == ["https://rules.example/rules.md#J4"]


async def test_the_rest_behind_the_word_is_screened_by_itself(make_kit: MakeKit) -> None:
    kit = make_kit(sections=ARTICLES)
    reply = await kit.ask(f"例規 {PERSON}の会議室の予約")
    assert reply.outcome is Outcome.BLOCKED_INPUT
    assert kit.model.prompts == []


async def test_the_word_alone_says_how(make_kit: MakeKit, replies: Replies) -> None:
    kit = make_kit(sections=ARTICLES)
    reply = await kit.ask("例規")
    await assert_ended(kit, reply, Outcome.ANSWERED, "command")
    assert reply.text == replies.text("grounding.how")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("例規 会議室", "会議室"), ("例規：会議室\n予約", "会議室\n予約"),
        ("「例規」 会議室", "会議室"),
        ("例規", ""), ("例規会議室", ""), ("会議室 例規", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_word_stands_first(replies: Replies, text: str, question: str) -> None:
    assert question_on_rules(text, replies.command_words["rules"]) == question


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.FOUND])
def test_every_reason_for_finding_nothing_has_its_sentence(replies: Replies, why: Why) -> None:
    text = Verifier(replies).why_not(Grounds(why=why, is_required=True))
    assert replies.text(f"grounding.{why.value}") in text


@pytest.mark.parametrize(
    "template", ["https://x.example/{id}", "https://x/{", "javascript:{anchor}"]
)
def test_a_wrong_link_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="link_template"):
        RagSettings(link_template=template)
    with pytest.raises(ValueError, match="links"):
        RagSettings(links=(f"a/={template}",))


def test_a_link_without_a_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="links"):
        RagSettings(links=("https://files.example/{file}",))
