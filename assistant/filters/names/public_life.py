"""Who a text itself shows to be in public office, or to be no person: councils and mascots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.history import KNOWN_TO_ALL
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.council import NO_COUNCIL, Council
from assistant.filters.names.mascots import Mascots
from assistant.filters.names.office import HONORIFIC, Offices
from assistant.filters.names.published import is_private_around
from assistant.filters.names.rolls import Rolls

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
ELECTED_BEHIND = re.compile("(?:^|[ |,/\\t(])(?:現職?|新人?|元職?|前職?)(?:[ |,/\\t)]|$)")
COUNTED_VOTES = re.compile(quick("開票|得票|当選者|投票率|無投票"))
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
# エリナ・チャーチル in a sentence about the world: one of a family known to all.
KNOWN_FAMILIES = frozenset(name for name in KNOWN_TO_ALL if re.fullmatch("[ァ-ヺー]{4,}", name))
WORLD = re.compile(
    "世界|国連|国際連合|条約|宣言|大統領|首相|革命|大戦|ノーベル賞|発見し|発明し|(?<![0-9])1[0-9]{3}年"
    "|作曲|楽譜|交響曲|油絵|印象派|浮世絵|美術史|近代絵画|画家|詩人|哲学"
)
WORLD_REACH = 70


class PublicLife:
    """Reads one text for councils, boards, elections and mascots. Built once per text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._council = Council(text)
        self._has_holders = HOLDERS.search(text) is not None
        self._has_board = BOARD.search(text) is not None
        self._is_count = COUNTED_VOTES.search(text) is not None
        is_board = self._has_board and NO_COUNCIL.search(text) is None
        self._rolls = Rolls(
            text,
            is_council=self._council.is_named,
            is_sitting=self._council.is_of_city or is_board,
        )
        self._offices = Offices(text, is_council=self._council.is_of_city)
        self._mascots = Mascots(text)

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence about one candidate."""
        if (
            self._rolls.hold(candidate)
            or self._council.hears(candidate)
            or self._held_office(candidate)
            or self._stood(candidate)
            or self._sits(candidate)
            or self._offices.holds(candidate)
        ):
            yield "official"
        if self._mascots.include(candidate):
            yield "mascot"
        if self._is_of_the_world(candidate):
            yield "public_figure"

    def _held_office(self, candidate: Candidate) -> bool:
        """Whether a list of who held an office names somebody, by the number of his term."""
        if not self._has_holders:
            return False
        before = self._text[max(0, candidate.start - 24) : candidate.start]
        return HOLDER_BEFORE.search(before) is not None

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
        if is_appointed and (self._council.is_of_city or not HONORIFIC.match(after)):
            return True
        return ELECTED.match(after) is not None and "議員" in before

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
