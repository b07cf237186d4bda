"""ConfidentialMarkRecognizer: markings and secret prices, and words only talked about."""

from __future__ import annotations

import pytest

from assistant.filters.lexicon.confidential_words import MARKING
from assistant.filters.normalize import normalize
from assistant.filters.recognizers.confidential_mark import ConfidentialMarkRecognizer
from assistant.filters.settings import FilterSettings
from tests.filters.recognizers.cases import surfaces

BODY = "\n総務課を二つに分け、職員を移す案である。"


def found(text: str) -> list[str]:
    """The surfaces in a text as it is typed."""
    return surfaces(ConfidentialMarkRecognizer, normalize(text).text)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        pytest.param(f"取扱注意{BODY}", "取扱注意", id="line of its own"),
        pytest.param(f"内示（4月1日付）　※発令日まで厳秘{BODY}", "厳秘", id="note in a title"),
        pytest.param(f"この文書は「部外秘」とし、複写を禁じる。{BODY}", "部外秘", id="quoted"),
        pytest.param(f"<header>対外秘</header>{BODY}", "対外秘", id="tag"),
        pytest.param(f"「部外秘」の資料です。{BODY}", "部外秘", id="said of the paper"),
        pytest.param(f"以下、厳秘。{BODY}", "厳秘", id="said of what follows"),
        pytest.param(
            f"右上に「部外秘」とある次の文書を直して。{BODY}", "部外秘", id="written on it"
        ),
        pytest.param(f"回覧（部内限り）一次査定の結果。{BODY}", "部内限り", id="behind a title"),
        pytest.param(f"情報の格付：機密性３{BODY}", "機密性3", id="grade as a field"),
        pytest.param(f"区分：非公開（第7条）{BODY}", "非公開", id="everyday word as a field"),
        pytest.param(f"以下は社外秘の見積条件です。{BODY}", "社外秘", id="said of what follows"),
        pytest.param(f"提出までは取扱注意でお願いします。{BODY}", "取扱注意", id="until when"),
        pytest.param(f"複写厳禁{BODY}", "複写厳禁", id="not to be copied"),
        pytest.param(f"用地交渉の記録 取扱注意{BODY}", "取扱注意", id="behind a document's name"),
        pytest.param(f"　　　　取扱い注意{BODY}", "取扱い注意", id="indented, other spelling"),
        pytest.param(f"部　外　秘{BODY}", "部 外 秘", id="letters spaced out"),
        pytest.param(f"【部外秘】組織改正案{BODY}", "【部外秘】", id="stamp before the title"),
        pytest.param(
            f"【部外秘】指定管理者の選定{BODY}", "【部外秘】", id="stamp before a designation"
        ),
        pytest.param(f"――極秘・複写を禁ず――{BODY}", "極秘", id="with what is forbidden"),
        pytest.param(f"　　（朱印）取扱注意{BODY}", "取扱注意", id="in red ink"),
        pytest.param(f"組織改正案（取扱注意）{BODY}", "(取扱注意)", id="stamp behind the title"),
        pytest.param(f"組織改正案　　極秘{BODY}", "極秘", id="right end of the title"),
        pytest.param(f"件名：Re: 【関係者限り】異動案{BODY}", "【関係者限り】", id="subject"),
        pytest.param(f"秘密区分：極秘{BODY}", "極秘", id="field"),
        pytest.param(f"| 取扱区分 | 取扱注意 |{BODY}", "取扱注意", id="field in a table"),
        pytest.param(f"{BODY}\n- 3 -　部外秘", "部外秘", id="footer with a page"),
        pytest.param(f"{BODY}\n関係者外秘　　企画調整課", "関係者外秘", id="footer with an office"),
        pytest.param(f"※本資料は部外秘につき、複写を禁じる。{BODY}", "部外秘", id="declared"),
        pytest.param(f"㊙{BODY}", "秘", id="encircled"),
        pytest.param(f"【㊙】異動案{BODY}", "【秘】", id="encircled in brackets"),
        pytest.param(f"【非公開】審査集計表{BODY}", "【非公開】", id="everyday word as a stamp"),
        pytest.param(f"INTERNAL USE ONLY{BODY}", "INTERNAL USE ONLY", id="English"),
        pytest.param(f"機密性3　完全性2　可用性1{BODY}", "機密性3", id="grade"),
    ],
)
def test_a_marking_of_the_document_blocks(text: str, mark: str) -> None:
    assert found(text) == [mark]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("「取扱注意」と「部外秘」の違いは何ですか。", id="quoted"),
        pytest.param("部外秘の文書を捨てるときの手順を教えてください。", id="talked about"),
        pytest.param("この資料は取扱注意ですか。基準を教えてください。", id="asked"),
        pytest.param("次の言葉をやさしく説明して\n極秘\n部外秘\n取扱注意", id="list of words"),
        pytest.param("極秘", id="no document"),
        pytest.param(f"取扱注意\nガラス製品在中\n天地無用{BODY}", id="parcel"),
        pytest.param(f"【取扱注意】割れ物{BODY}", id="parcel in brackets"),
        pytest.param("資料に【取扱注意】と表示する位置を教えて。規程の案も作って。", id="to write"),
        pytest.param("機密性3の情報は外部のサービスに入力できません。", id="rule"),
        pytest.param(f"公開区分　非公開{BODY}", id="closed meeting"),
        pytest.param(
            "第3回委員会（非公開）を6月に開く。議題は人事である。", id="closed, in brackets"
        ),
        pytest.param(f"【公開】議題1 予算\n【非公開】議題2 人事{BODY}", id="agenda"),
        pytest.param(
            f"職務上知り得たこと。\n（秘密）第8条　指導員は{BODY}", id="heading of an article"
        ),
        pytest.param("ヘッダーに「部外秘」と薄く透かしを入れる手順を教えて。", id="watermark"),
        f"電池 取扱注意{BODY}",
        f"取扱注意 ボタン電池{BODY}",
        "公表までは部外秘とする、という規程の案を作って",
        "この文書は「部外秘」とすべきか迷っています。理由も教えてください。",
        "次は部外秘の印の説明です。研修の資料にしてください。",
        "<option>部外秘</option>を選ぶ画面の説明文を作ってください。",
    ],
)
def test_words_talked_about_do_not(text: str) -> None:
    assert found(text) == []


def test_the_citys_own_marking_counts() -> None:
    text = f"庁議限り{BODY}"
    own = FilterSettings(confidentiality_marks=("庁議限り",))
    assert found(text) == []
    (mark,) = ConfidentialMarkRecognizer(own).analyze(text, ["CONFIDENTIAL_MARK"])
    assert text[mark.start : mark.end] == "庁議限り"
    assert mark.analysis_explanation.textual_explanation == MARKING


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        pytest.param("予定価格　12,345,000円\n開札　来月5日", "12,345,000", id="field"),
        pytest.param("設計金額（非公表）：48,900千円", "48,900千", id="unit of thousand"),
        pytest.param("最低制限価格は1,080万円とする。入札は来週。", "1,080万", id="sentence"),
        pytest.param(
            "予定価格は、金３，４５０万円です。入札まで公表しません。", "3,450万", id="wide"
        ),
        pytest.param("予定価格は二千万円とする。", "二千万", id="kanji"),
        pytest.param(
            "起案\n次のとおり、入札を行うので公告します。\n予定価格 12,000,000円",
            "12,000,000",
            id="draft of a notice",
        ),
        pytest.param(
            "| 工事名 | 予定価格 |\n|---|---|\n| 舗装 | 34,500,000 |", "34,500,000", id="column"
        ),
        ("件名,設計金額,入札予定日\n公園遊具更新,18700000,6月3日", "18700000"),
        ("予定価格を決めました。1,980万円です。", "1,980万"),
        ("合計が23,650,000円（これが予定価格）です。公告は来月です。", "23,650,000"),
        ("予定価格2億1,400万円の92%で計算する。開札は来週です。", "2億1,400万"),
        ("北町の舗装工事の設計額3,600万円で、諸経費はいくら?", "3,600万"),
        ("未公表の設計額3,600万円で、諸経費はいくら?", "3,600万"),
        ("入札に付す前なので、上限額は 7,260,000円 と内密に。", "7,260,000"),
    ],
)
def test_a_price_before_the_opening_blocks(text: str, figure: str) -> None:
    assert found(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "予定価格　31,200,000円　落札金額　28,000,000円　落札者　架空建設", id="result"
        ),
        pytest.param("予定価格 12,000,000円（事前公表）", id="published before"),
        pytest.param(
            "次のとおり、一般競争入札を行うので公告します。\n(6) 予定価格 12,000,000円", id="notice"
        ),
        pytest.param(
            "入札調書\n架空建設 11,500,000 落札\n予定価格 12,000,000円", id="record of the opening"
        ),
        pytest.param("予定価格が1億5,000万円以上の工事は議会の議決が必要です。", id="threshold"),
        pytest.param("予定価格1,000万円の場合、最低制限価格はいくらになりますか。", id="supposed"),
        pytest.param("設計額3,600万円で諸経費率4.2%ならいくら?", id="a sum"),
        pytest.param("設計額1億2千万円として諸経費を計算してください", id="a sum to compute"),
        pytest.param("予定価格は130万円を超えるものを公告する。", id="exceeding"),
        pytest.param("予定価格の90％から75％の範囲で最低制限価格を定める。", id="formula"),
        pytest.param("予定価格を事後公表とする理由を説明して。", id="talk"),
        pytest.param("予定価格調書の様式は第167条の10に基づく。", id="article"),
        "公募型の提案上限額は 8,800,000円（公告に記載）です。",
        "予定価格5,000万円の3分の2を下回る場合の扱い",
        "件名,設計金額,入札結果\n公園遊具更新,18700000,落札者あり",
    ],
)
def test_prices_published_or_in_general_do_not(text: str) -> None:
    assert found(text) == []
