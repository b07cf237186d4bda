"""Who a text itself shows to be in public office, or to be no person: councils and mascots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.history import KNOWN_TO_ALL
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, name_dictionary
from assistant.filters.names.office import Offices
from assistant.filters.names.published import is_private_around
from assistant.filters.names.surroundings import line_of
from assistant.filters.names.tables import table_rows

# Only a list of members of a council has such columns.
COUNCIL_HEADERS = frozenset(
    ("会派", "会派名", "議席", "議席番号", "議員名", "議員氏名", "期数", "当選回数", "所属政党",
     "党派", "得票数", "選挙区", "所属会派")
)  # fmt: skip
GROUP_BEHIND = re.compile(
    rf" ?\((?:議会選出|識見|無所属|公選|[{KANJI}{KATAKANA}ぁ-ん・]{{1,10}}"
    rf"(?:クラブ|の会|党|会派|ネット|市民|クラブ|フォーラム|市政会|政会))[)、,/・ ]"
)
# Members with their groups in brackets, the same groups again and again.
GROUP = re.compile(rf" ?\(([{KANJI}{KATAKANA}ぁ-ん・]{{2,8}})\)")
COUNCIL = re.compile(quick("選挙|立候補|開票|議会|議員|議長|定例会|臨時会|本会議|会派|監査委員"))
# A council of the city itself, not one of residents or of a school.
CITY_COUNCIL = re.compile(
    quick(
        "(?<![審協])議会|(?:総務|文教|厚生|民生|建設|経済|産業|環境|福祉|教育|予算|決算)[一-龥]{0,4}委員会"
        "|常任委員会|特別委員会|予算決算|分科会|一般質問|議案第|認定第"
        "|定例会|臨時会|本会議|本議会|決算審査|予算審査"
    )
)
# 総務常任委員会 会議録: the head says whose minutes these are.
COMMITTEE_HEAD = re.compile(
    "(?:常任|特別|議会運営)委員会[ \n]{0,2}(?:の)?(?:会議録|記録|速記録|議事録)"
)
HEAD_REACH = 80
RESIDENTS = re.compile("自治会|町内会|PTA|保護者|管理組合|学童|協議会|実行委員|子ども会|商店")
# Boards every city has to have; who sits on them holds a public office (地方自治法 180条の5).
BOARD = re.compile(
    quick(
        "教育委員会(?:の(?:組織|構成)|定例会|臨時会|会議|委員)|農業委員会|選挙管理委員会|公平委員会|固定資産評価審査委員会"
        "|代表監査委員"
    )
)
BOARD_SEAT = re.compile(
    "(?:^|[\\n 、:])(?:委 {0,2}員|農業委員|(?:農地利用最適化)?推進委員|会 {0,2}長|副会長"
    "|(?:[一-龥]{1,3}長)?職務代理者?|補充員|委員長"
    "|代表監査委員)"
    "(?:\\([^()\\n]{1,10}\\))?[ :は]{1,24}(?:[^\\n。]{2,24}、){0,8}(?:[一-龥]{1,8}地区 )?$"
)
APPOINTED_BEFORE = re.compile("(?:市長|町長|村長|教育長|議長|委員長|監査委員|区長)に ?$")
APPOINTED = re.compile(" ?(?:氏|さん)?[がを]?(?:就任|選任|任命|再任|当選|選出|再選|選ばれ|新任)")
ELECTED = re.compile(" ?(?:氏|さん)?[がを]?(?:初?当選|再選|初登庁)")
SEAT = "副?委員長|副?議長|副?主査|委員(?!会)|議員|[0-9]{1,2}番(?:議員)?"
SEAT_BEFORE = re.compile(
    rf"(?:(?<![一-龥])|(?<=出席)|(?<=欠席))(?:{SEAT}|同)(?:\([^()\n]{{1,10}}\))?[ (:]{{1,4}}$"
)
SEAT_BEHIND = re.compile(rf"(?:\([^()\n]{{1,3}}\))? ?(?:{SEAT})(?![会室制])")
ROLL = re.compile(
    "[ 0-9.()・○〇◯◎-]{0,8}(?:出席|欠席|説明|質疑|発言)?(?:委員|議員)[ :は][^\n]{0,300}$"
)
# 委員長野村 有信君: one member a line, the seat glued to the name, as councils print who came.
ROLL_LINE = re.compile(
    rf"[ ]*(?!参考人|公述人|証人|請願|陳情|申立)(?:{SEAT}|理事|副?座長)?[ ]?"
    rf"[{KANJI}{KATAKANA}ぁ-ん]{{1,8}} {{0,3}}[{KANJI}{KATAKANA}ぁ-ん]{{0,6}}君[ ]*"
)
# 1 佐藤 一郎 若草クラブ: who asks the council's questions stands there with his group.
QUESTIONS = re.compile(quick("質問通告|発言通告|質問者|質問順|総括質問"))
ASKS = re.compile(
    rf"[ ]{{1,4}}(?:[{KANJI}{KATAKANA}ぁ-ん・]{{1,10}}"
    rf"(?:クラブ|党|会派?|ネット|市政|未来|フォーラム|議員団)|無所属|維新)[ ]*(?:\n|$)"
)
# 初代, 第12代, 歴代: who held an office before.
HOLDERS = re.compile(
    quick(
        "歴代(?:の)?(?:市長|町長|村長|議長|首長|知事|教育長|区長|郡長|助役)"
        "|(?:市長|町長|村長|郡長|戸長)(?:は|に)[^。\\n]{0,12}?初代|(?:初代|最後の)(?:市長|町長|村長|郡長|戸長)"
    )
)
HOLDER_BEFORE = re.compile(
    "(?:初代|最後|[0-9一二三四五六七八九十]{1,3}代(?:目)?)(?:の)?(?:市長|町長|村長|議長"
    "|教育長)?[はが]?[ "
    "|、:,]{0,6}$"
)
# Minutes of the council itself: whoever answers there does so in office, 部長 and 課長 too.
RECORD_CUE = re.compile(
    "会議録|速記録|登壇|開議|散会|閉議|本会議|付託|審査報告|議会運営|代表質問|一般質問|質疑|討論|採決"
    "|答弁|説明員|執行部|出席委員|議事課|開会いたします|定例会|臨時会|常任委員会"
    "|[○◯〇◎△] ?[^ \\n(]{2,16}\\([^()\\n]{2,8}君\\)"
)
RECORD_FROM = 3
# Who came to a sitting, or was to: everybody named there sits on the council or serves it.
ROLL_HEAD = re.compile(
    "(?:(?:出席|欠席|応招)(?:した)? ?(?:委員|議員)(?![会数])|(?:議事録|会議録)署名(?:委員|議員|人)"
    "|出席説明員|(?:説明|職務)の(?:ため|為)[^。\n]{0,8}出席した|第121条[^。\n]{0,16}出席した"
    "|議員の(?:番号|議席)[・、及び]{1,2}氏名)"
    # Set apart as a roll is; 出席議員の件で is a sentence.
    r"(?=[ \n(:0-9〇○◯◎|・-]|者|氏名|$|の?(?:職|氏名|番号)|した者|人)"
)
ROLL_END = re.compile(
    "。|議案|報告(?!者)|日程|開議|開会|申請|参考人|公述人|証人|請願|陳情|傍聴|申立|会議に付した|本日の会議"
    "|議題|譲渡|譲受|農地法|地番"
    # Residents noted under a roll: 保護課長 and 住民課 serve the council.
    "|(?:相談|来庁|来客|滞納|被害|加害|所有|相続|代理人|審査請求|住民|児童|生徒|園児|保護者|入院|死亡|救急|託児"
    "|減免|就学|生活保護|事務連絡|承諾|事案|車いす|手話|利用|本人|電話|苦情|見舞)"
    "(?!者?[一-龥ァ-ヶー]{0,8}(?:[課係室部局署所会]|長|主[幹査事]|参事|センター|委員))"
    "|(?<![一-龥])[父母夫妻](?![一-龥])|[0-9]{1,3}歳|(?<![一-龥])小[1-6]|0[0-9]{1,3}-"
)
LONGEST_ROLL = 1500
HONORIFIC_BEHIND = re.compile(" ?(?:さん|様|さま|くん|ちゃん)")
# …の一般質問, …が行った代表質問: only members ask them. My own words: 私は○○会の….
ASKED = re.compile(
    r"(?: ?\([^()\n]{1,12}\))?(?:君|議員|氏)?(?:の|による|が行った)(?:一般質問|代表質問|総括質問)"
)
# 海原君:議案第3号… begins the line of who speaks; the way of asking follows who asks.
SPEAKS = re.compile("(?:君|委員|議員) ?[::]")
# What is said in a council; 海原君:道路の穴… may be anybody.
SAID_THERE = re.compile(
    "議案|議員|委員長|議長|質疑|質問|答弁|動議|採決|討論|市長|町長|村長|部長|課長|伺"
)
SAID_REACH = 80
# 分割納付 is what a debtor asks for.
WAY_OF_ASKING = re.compile(
    "[ ]*\n[ \n]*(?:一問一答|(?:一括|分割|併用)(?:質問|質疑|答弁|方式|[ ]*(?:\n|$)))"
)
POST = (
    "(?:部|局|室|課|所|館|署|次|係|院|園|支所|センター)長(?:補佐|代理|心得|事務取扱)?|参事|理事|主幹|主査"
    "|消防長|技監|管理者|書記|参与|政策監|統括監|危機管理監|会計管理者|事務局"
)
POST_BEFORE = re.compile(
    rf"(?:{POST})(?:兼[{KANJI}]{{1,12}})?(?:の|・|\(|:|[ ]{{1,6}}|(?<=長)(?=\Z))$"
)
POST_BEHIND = re.compile(rf"(?:君)?[\n ]{{0,3}}[{KANJI}]{{0,12}}?(?:{POST})(?![会室員])")
SPEAKER_MARK = re.compile(
    rf"(?:^|\n)[ ]*[○◯〇◎△] ?\n?[ ]*(?:(?!請願|陳情|申立|申請|参考人"
    rf"|相談)[{KANJI}ァ-ヶー0-9]{{1,20}}[ (]{{1,3}})?$"
)
ROSTRUM = re.compile("^(?:君|議員|さん)?(?:登壇|起立|退席|着席)")
# The model may have cut the name: みつ|子君 登壇.
AT_ROSTRUM = re.compile(f"[{KANJI}ぁ-ん]{{0,3}}君 ?登壇")
# A table of who voted how: its first line names the members.
VOTES = re.compile(quick("賛否|表決|採決の?態度|採決結果"))
VOTED = re.compile(
    "^[^\\n]{4,50}?(?:[ |\\t/]+[○●×◯〇欠退議―ー-]){4,}"
    "|^(?:[^|\\t\\n/]{1,40}[|\\t/]){1,3}[ ]*[○×◯〇欠退議―ー-]",
    re.MULTILINE,
)
ELECTED_BEHIND = re.compile("(?:^|[ |,/\\t(])(?:現職?|新人?|元職?|前職?)(?:[ |,/\\t)]|$)")
NO_COUNCIL = re.compile(
    quick("自治会|町内会|PTA|保護者会|老人クラブ|民生委員|審議会|協議会|推進会議|検討会")
)
COUNTED_VOTES = re.compile(quick("開票|得票|当選者|投票率|無投票"))
CUT = re.compile("[|/\\t]|  ")
MASCOT_WORD = re.compile(quick("マスコット|キャラクター|ゆるキャラ|着ぐるみ"))
MASCOT_NAMED = re.compile(
    "(?:マスコット|キャラクター|ゆるキャラ|着ぐるみ)(?:キャラクター|の|は|、|・|である|「|『"
    "| ){0,3}"
    f"[「『]?(?P<name>[{KATAKANA}ぁ-ん]{{2,10}}|(?<=[「『])[^「」『』\n]{{2,12}}(?=[」』]))"
)
MASCOT_BEHIND = re.compile(
    rf"(?<![{KATAKANA}ぁ-ん])(?P<name>[{KATAKANA}ぁ-ん]{{2,10}}?)(?:くん|ちゃん|君|さん)? ?"
    r"\([^()\n]{0,10}(?:マスコット|キャラクター)\)"
)
MASCOT_BEFORE = re.compile("(?:マスコット|キャラクター|ゆるキャラ|着ぐるみ)[^。\n]{0,60}$")
# エリナ・チャーチル in a sentence about the world: one of a family known to all.
KNOWN_FAMILIES = frozenset(name for name in KNOWN_TO_ALL if re.fullmatch("[ァ-ヺー]{4,}", name))
WORLD = re.compile(
    "世界|国連|国際連合|条約|宣言|大統領|首相|革命|大戦|ノーベル賞|発見し|発明し|(?<![0-9])1[0-9]{3}年"
    "|作曲|楽譜|交響曲|油絵|印象派|浮世絵|美術史|近代絵画|画家|詩人|哲学"
)
WORLD_REACH = 70
# 「ハルくん」と「ナツさん」は、どちらも隣の市のキャラクターである.
MASCOTS_SAID = re.compile(
    "(?P<row>「[^「」\n]{2,12}」(?:[と、・]「[^「」\n]{2,12}」){0,4})は、?[^。\n「」]{0,24}"
    "(?:キャラクター|マスコット|着ぐるみ)(?:です|である|だ[。\n]|で、|。|$)",
    re.MULTILINE,
)
# ハルまる君のタオルがほしい。(市のキャラクター)
MASCOT_OF = re.compile(
    f"(?<![{KATAKANA}ぁ-ん])(?P<name>[{KATAKANA}ぁ-ん]{{3,10}}?)(?:くん|ちゃん|君|さん)の"
    r"[^。\n()]{1,24}。? ?\((?:[^()\n]{0,8}[市区町村県府道都]|[^()\n]{0,4}(?:公式|観光|ご?当地))"
    r"[^()\n]{0,6}(?:キャラクター|マスコット)\)"
)
QUOTED_NAME = re.compile("「(?P<name>[^「」\n]{2,12}?)(?:くん|ちゃん|君|さん|様)?」")
PET_NAME = re.compile("[」』]?(?:くん|ちゃん|君|さん|太郎|丸|にゃん|ぴー)")
SHORTEST = 2


class PublicLife:
    """Reads one text for councils and mascots. Built once per text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._is_council = COUNCIL.search(text) is not None
        self._seats = frozenset(council_places(text)) if self._is_council else frozenset()
        groups = Counter(found[1] for found in GROUP.finditer(text)) if self._is_council else {}
        self._has_groups = sum(count > 1 for count in groups.values()) > 1
        is_larger = len(CITY_COUNCIL.findall(text)) > len(NO_COUNCIL.findall(text))
        self._is_city_council = is_larger or is_headed_by_committee(text)
        self._has_holders = HOLDERS.search(text) is not None
        self._has_board = BOARD.search(text) is not None
        self._is_record = (
            self._is_city_council and len(set(RECORD_CUE.findall(text))) >= RECORD_FROM
        )
        self._has_questions = self._is_city_council and QUESTIONS.search(text) is not None
        self._voters = range(*voters(text)) if self._is_council else range(0)
        is_board = self._has_board and NO_COUNCIL.search(text) is None
        self._rolls = tuple(rolls(text)) if self._is_city_council or is_board else ()
        self._is_count = COUNTED_VOTES.search(text) is not None
        self._offices = Offices(text, is_council=self._is_city_council)
        self._has_mascots = MASCOT_WORD.search(text) is not None
        self._mascots = frozenset(mascots(text)) if self._has_mascots else frozenset()

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence about one candidate."""
        if (
            candidate.start in self._seats
            or candidate.start in self._voters
            or self._is_member(candidate)
            or self._answers(candidate)
            or self._stood(candidate)
            or self._sits(candidate)
            or self._is_in_roll(candidate)
            or self._offices.holds(candidate)
            or (self._is_city_council and self._speaks(candidate))
        ):
            yield "official"
        if self._is_mascot(candidate):
            yield "mascot"
        if self._is_of_the_world(candidate):
            yield "public_figure"

    def _is_member(self, candidate: Candidate) -> bool:
        group = GROUP if self._has_groups else GROUP_BEHIND
        if self._is_council and group.match(self._text, candidate.end):
            return True
        before = self._text[max(0, candidate.start - 24) : candidate.start]
        line = self._text[self._text.rfind("\n", 0, candidate.start) + 1 : candidate.start]
        if SEAT_BEFORE.search(before) and CITY_COUNCIL.search(line) and not NO_COUNCIL.search(line):
            return True
        if not (self._is_city_council or self._has_holders):
            return False
        if self._has_holders and HOLDER_BEFORE.search(before):
            return True
        if not self._is_city_council:
            return False
        return bool(
            (self._has_questions and ASKS.match(self._text, candidate.end))
            or SEAT_BEHIND.match(self._text, candidate.end)
            or SEAT_BEFORE.search(before)
        ) or (self._is_on_roll(candidate))

    def _answers(self, candidate: Candidate) -> bool:
        """Whether the minutes of a council name somebody of the administration by his post."""
        if not self._is_record:
            return False
        if ROLL_LINE.fullmatch(line_of(self._text, candidate)):
            return True
        if AT_ROSTRUM.fullmatch(candidate.text_in(self._text)):
            return True
        low = self._text.rfind("\n", 0, max(0, candidate.start - 2)) + 1
        before = self._text[max(low - 1, candidate.start - 40, 0) : candidate.start]
        after = self._text[candidate.end : candidate.end + 20]
        if POST_BEFORE.search(before) or POST_BEHIND.match(after) or ROSTRUM.match(after):
            return True
        return SPEAKER_MARK.search(before) is not None

    def _stood(self, candidate: Candidate) -> bool:
        """Whether the line of a name says how somebody came out of an election."""
        if not self._is_count:
            return False
        end = self._text.find("\n", candidate.end)
        line = self._text[candidate.end : end if end >= 0 else len(self._text)]
        return ELECTED_BEHIND.search(line) is not None

    def _sits(self, candidate: Candidate) -> bool:
        """Whether a name is a member's of a board, or of somebody who comes into office."""
        low = max(0, candidate.start - 90)
        before = self._text[low : candidate.start]
        if self._has_board and BOARD_SEAT.search(before):
            return True
        after = self._text[candidate.end : candidate.end + 12]
        is_appointed = APPOINTED_BEFORE.search(before) and APPOINTED.match(after)
        # 議長に早見さんを選出した: of residents who meet, called さん.
        if is_appointed and (self._is_city_council or not HONORIFIC_BEHIND.match(after)):
            return True
        return ELECTED.match(after) is not None and "議員" in before

    def _speaks(self, candidate: Candidate) -> bool:
        """Whether a council hears somebody, or is told who will ask and how."""
        if ASKED.match(self._text, candidate.end):
            return True
        is_first = self._text[: candidate.start].rpartition("\n")[2].strip(" ○◯〇◎") == ""
        speaks = SPEAKS.match(self._text, candidate.end) if is_first else None
        if speaks and (
            self._is_record
            or SAID_THERE.search(self._text, speaks.end(), speaks.end() + SAID_REACH)
        ):
            return True
        return self._has_questions and WAY_OF_ASKING.match(self._text, candidate.end) is not None

    def _is_in_roll(self, candidate: Candidate) -> bool:
        """Whether a name stands where the minutes say who came; nobody is called さん there."""
        return (
            any(start <= candidate.start < end for start, end in self._rolls)
            and HONORIFIC_BEHIND.match(self._text, candidate.end) is None
        )

    def _is_of_the_world(self, candidate: Candidate) -> bool:
        """Whether somebody from abroad bears a name known to all, where the world is spoken of."""
        if "public_text" not in candidate.evidence:
            return False
        _, dot, family = candidate.text_in(self._text).rpartition("・")
        low, high = max(0, candidate.start - WORLD_REACH), candidate.end + WORLD_REACH
        return (
            bool(dot)
            and family in KNOWN_FAMILIES
            and WORLD.search(self._text, low, high) is not None
            and not is_private_around(self._text, candidate)
        )

    def _is_on_roll(self, candidate: Candidate) -> bool:
        line = self._text[self._text.rfind("\n", 0, candidate.start) + 1 : candidate.start]
        return ROLL.match(line) is not None

    def _is_mascot(self, candidate: Candidate) -> bool:
        if not self._has_mascots:
            return False
        surface = candidate.text_in(self._text)
        if len(surface) >= SHORTEST and any(surface in name for name in self._mascots):
            return True
        before = self._text[max(0, candidate.start - 80) : candidate.start]
        return bool(PET_NAME.match(self._text, candidate.end) and MASCOT_BEFORE.search(before))


def rolls(text: str) -> Iterator[tuple[int, int]]:
    """The places of the rolls in the minutes of a council or a board."""
    last = 0
    for head in ROLL_HEAD.finditer(text):
        if head.end() < last:
            continue
        end = ROLL_END.search(text, head.end(), head.end() + LONGEST_ROLL)
        last = end.start() if end else head.end() + LONGEST_ROLL
        yield head.end(), last


def voters(text: str) -> tuple[int, int]:
    """The place of the line above the first row of votes, which names who voted."""
    row = VOTED.search(text) if VOTES.search(text) else None
    if row is None:
        return 0, 0
    end = row.start()
    # The rule of a Markdown table may stand between.
    for _ in range(3):
        start = text.rfind("\n", 0, max(0, end - 1)) + 1
        if re.search(f"[{KANJI}]", text[start:end]) and len(CUT.findall(text[start:end])) > 1:
            return start, end
        end = start
    return 0, 0


def mascots(text: str) -> Iterator[str]:
    """The names a text calls mascots, in front of them or in brackets behind."""
    for pattern in (MASCOT_NAMED, MASCOT_BEHIND):
        yield from (found["name"] for found in pattern.finditer(text))
    said = [one["name"] for one in MASCOT_OF.finditer(text)]
    for row in MASCOTS_SAID.finditer(text):
        said += [one["name"] for one in QUOTED_NAME.finditer(row["row"])]
    # 「早見さん」は人気のキャラクターです: families have no mascots of their name.
    yield from (one for one in said if not name_dictionary().known(one) & Known.SURNAME)


def council_places(text: str) -> Iterator[int]:
    """Every place in the rows of a table of council members."""
    for row in table_rows(text, lambda header: not COUNCIL_HEADERS.isdisjoint(header)):
        yield from range(row[0][0], row[-1][1])


def is_headed_by_committee(text: str) -> bool:
    """Whether a text begins as the minutes of a council's committee, not of residents'."""
    head = COMMITTEE_HEAD.search(text, 0, HEAD_REACH)
    return head is not None and RESIDENTS.search(text, 0, head.end()) is None
