"""Whether the line of a whole name is a note about somebody who calls, comes or is looked after.

A statue, an old document, a book or a sample can be what a resident calls about. Where the line
says so, words that make a name one of history, of letters or of a sample count no more.
"""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.lines import lines_of
from assistant.filters.names.mentions import CERTAIN_FORM
from assistant.filters.names.published import OF_HISTORY

# What is noted of single persons at a counter, on the telephone, in a school or a home.
DESK = re.compile(
    quick(
        "来庁|来所(?!者数)|来室|窓口で|から(?:の|お)?電話"
        "|電話(?:あり|が(?:あ|入)|希望|連絡あり|で(?:の?苦情|の?要望|の?相談|申|問))"
        "|架電|入電|折り?返し|留守電|苦情|クレーム|申出|申し出(?:る|た|が|あ)|要望(?!書)"
        "|相談(?:あり|した|し、|に(?:来|訪)|者|票|記録|[。、 ]|$)|滞納|分納|未納|延滞|督促|未返却"
        "|貸出中|弁償|転倒|転ん(?:だ|で)|けが[。、をし ]|発熱|嘔吐|早退|遅刻|欠席|不登校|受診|搬送"
        "|通院|入院|退院|服薬|出品者|所蔵者|提供者|参加者|ボランティア|当番|施主|除籍|戸籍"
        "|土地台帳|解体|取り壊し"
        "|要介護|要支援|介護認定|生活保護|受給中|再発行|紛失|返金|還付|口座|振込|申請者|届出人|世帯主|同居"
        "|独居|離婚|匿名|対応済|退去|騒音|通報|陽性|支給停止|氏名変更|農地転用|家賃|応募票|遺言|改葬|加入届"
        "|確認申請|傍聴申込|アレルギー|困ってい|(?<!家督)相続(?!税|制|法)|もめ(?:て|た)|通訳を"
        "|(?:父|母|妻|夫|娘|息子|家族)から"
    )
)
# What is said of nobody but who calls or is called about.
DESK_BEHIND = re.compile("の件(?:で|に|は|、|です|$)|です。|と申します")
# What a line at the desk overrules, where a whole name stands in it.
OVERRULED = frozenset(
    ("history_around", "historical_calling", "credited", "surnames_spoken_of", "where",
     "katakana_before", "place_list", "place_lead", "creature", "mascot", "public_figure",
     "said_otherwise")
)  # fmt: skip
# A test or a sample may be what somebody calls about; in a form filled in as a model it is not.
SAMPLES = frozenset(("shown_as_sample",))
FILLED_IN = re.compile(
    quick("記入の?例|記載の?例|入力の?例|書き方の例|画面の例|(?<![一-龥])例[::]|[〇○]{2}")
)
PAST = frozenset(("history_around", "among_history"))
# 早見 冬実氏(比較村落史)の助言を受け: who helps with what is written today.
HELPS = re.compile(
    r"(?:氏|さん|様|先生)(?: ?\([^()\n]{1,16}\))?"
    "(?:の(?:ご?(?:助言|協力|教示|指導|厚意)|監修|案内|提供)"
    "|(?:に|から)(?:ご?(?:助言|協力|教示|指導)|聞|伺|うかが|お?借り)|(?:より)?(?:ご?提供|所蔵))"
)
# A family and a given name, by the dictionary or the tags; read by tags alone it may be anything.
WHOLE = frozenset(("surname_and_given", "tag_full_name", "pair_surname", "pair_given"))
# In what a city publishes these stay: its pages tell of the past and announce who performs.
PUBLISHED = frozenset(("history_around", "historical_calling", "credited", "public_figure"))
SURELY_LONG = 4
COMPLAINT = re.compile("[ /|]{1,2}(?:苦情|クレーム|抗議|暴言|怒鳴|滞納|未納|来庁|返信済)")
FAMILY = frozenset(("known_surname", "tag_surname"))
CREATURES = frozenset(("creature", "mascot"))
ITEM_BEFORE = re.compile("(?:^|[ \t:、,/|\\])】「『→・●○-])$")
ITEM_BEHIND = re.compile("[ \t、,/|\\n(【」』→]|$")


# A given name in hiragana with what people are called today.
KANA_CALLED = re.compile("[ぁ-ゖ]{2,4}?(?:さん|ちゃん|くん)")


def is_item(text: str, candidate: Candidate) -> bool:
    """Whether a certain name of today's form stands by itself in a record, in no sentence.

    The past is told in sentences; who asks for a register of 明治31年 is entered beside it.
    """
    evidence = candidate.evidence
    return (
        evidence >= CERTAIN_FORM
        and not evidence & {"public_text", "archaic_given"}
        and ITEM_BEFORE.search(line_before(text, candidate)) is not None
        and ITEM_BEHIND.match(text, candidate.end) is not None
    )


def is_helper(text: str, candidate: Candidate) -> bool:
    """Whether a name longer than a clan's is that of somebody who helps today."""
    is_clan = candidate.end - candidate.start < SURELY_LONG
    return not is_clan and HELPS.match(text, candidate.end) is not None


def is_of_today(text: str) -> bool:
    """Whether a text notes what somebody wants, has or did, and tells nothing of the past."""
    return lines_of(text).has_any(DESK) and not lines_of(text).has_any(OF_HISTORY)


def line_before(text: str, candidate: Candidate) -> str:
    """What stands before a candidate in its line."""
    return text[text.rfind("\n", 0, candidate.start) + 1 : candidate.start]


def is_at_desk(text: str, candidate: Candidate) -> bool:
    """Whether a whole name stands in a line that notes what somebody wants, has or did."""
    # What a city publishes is full of places that read like names.
    evidence = candidate.evidence
    is_whole = evidence >= CERTAIN_FORM if "public_text" in evidence else evidence & WHOLE
    if not is_whole:
        return False
    is_meant = DESK_BEHIND.match(text, candidate.end) is not None
    return is_meant or lines_of(text).holds(DESK, candidate.start)


def overrule(text: str, candidate: Candidate) -> None:
    """Take from a candidate what the line it stands in, or its own form, makes worthless."""
    evidence = candidate.evidence
    if is_at_desk(text, candidate):
        is_published = "public_text" in evidence
        evidence -= OVERRULED - PUBLISHED if is_published else OVERRULED
        if not lines_of(text).has_any(FILLED_IN):
            evidence -= SAMPLES
        candidate.is_noted = not is_published
        # 市長 早見純子 苦情: about whom or to whom it is, and whose it is.
        if evidence & WHOLE and COMPLAINT.match(text, candidate.end):
            evidence.discard("official")
    elif is_item(text, candidate) or is_helper(text, candidate):
        evidence -= PAST
        candidate.is_noted = True
    overrule_misread(text, candidate)


def overrule_misread(text: str, candidate: Candidate) -> None:
    """Take from a candidate what its own form, or whom it is of, makes worthless."""
    evidence = candidate.evidence
    if "tag_full_name" in evidence and "public_text" not in evidence:
        evidence.discard("quoted")
    # ねねさんが欠席: somebody noted today bears the name of a lord's wife.
    if is_of_today(text) and KANA_CALLED.match(text, candidate.start):
        evidence.discard("historical")
    # 渡辺くん, 渡辺さん家の犬: creatures have given names.
    if evidence >= FAMILY and "known_given" not in evidence:
        evidence -= CREATURES
    # 小林上 in a table of what a city publishes is a place; 小林由美 is nobody's but hers.
    is_long = candidate.end - candidate.start >= SURELY_LONG
    if evidence >= CERTAIN_FORM and (is_long or "public_text" not in evidence):
        evidence.discard("thing_column")
