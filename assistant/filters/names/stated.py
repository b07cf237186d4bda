"""What is said to be a name stays one, though it is a word, a place or half of another name."""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.lines import lines_of

# 会場は大津です: where something is, not who speaks.
WHERE_BEFORE = re.compile(
    "(?:会場|場所|開催地|駅|目的地|行き先|出張先|出身地?|住所|地区|町名|本籍地?|産地|起点|終点|支所)[はがも]$"
)
WHERE_REACH = 8
INTRODUCED = frozenset(("introduction",))
# In a column of names, a row of them or behind its label every word is one.
OF_NAMES = tuple(
    frozenset((one, "label_cell")) for one in ("column", "list_lead", "field", "vague_field")
)
ANY_WORD = frozenset(("common_word", "plain_nouns", "role_word", "bare_single", "quoted"))
# 目主任: nobody but somebody called so stands right before a post.
POSTED = frozenset(("title_after", "entitled_word"))
OTHERS = frozenset("別他同両各全本当新旧元前現次正副主")
# 一口さんの介護申請, 無敵様への督促: of whom the city has something to do is called by a name.
SERVED = re.compile(
    quick(
        "督促|還付|申請|介護|要望|生活保護|面談|返事|返答|宛名|あて|納税|滞納|相続|苦情|要件|訪問|入院|住民票|戸籍|通院|後見"
        "|姓|名字|苗字|転入|転出|保険|年金|減免|未納|通知|国保|脱退|加入|届|手続|受給|相談|入電|折り?返|証明|口座|家賃|決裁"
        "|納付|電話|通報|来[庁所]"
    )
)
PAIR_AGAINST = frozenset(("pair_place", "pair_common_word", "pair_short_word", "pair_rare"))
CHILD_CALLED = frozenset(("child_honorific",))
CHILD_ALONE = re.compile(
    "(?:^|[^ぁ-ゖァ-ヺー一-龥A-Za-z0-9]|くん[とや]|ちゃん[とや])[ぁ-ゖー]{2,4}$"
)
CHILD_REACH = 10
# 委員(利用者の代表 早見 冬実さん): who speaks for others on a board of the city holds no office.
REPRESENTING = re.compile(
    "(?:利用者|市民|住民|保護者|地元|患者|家族|当事者|公募)(?:の|・)?(?:代表|委員)?[ :(]$"
)
REPRESENTING_REACH = 10
IN_OFFICE = frozenset(("official",))
TEMPLE = frozenset(("known_place", "organisation_value"))
CALLED_SO = frozenset(("kanji_called",))


def overrule_words(text: str, candidate: Candidate) -> None:
    """Take from a candidate what speaks against words, places and halves of other names."""
    evidence, surface = candidate.evidence, candidate.text_in(text)
    if WHERE_BEFORE.search(text[max(0, candidate.start - WHERE_REACH) : candidate.start]):
        evidence -= INTRODUCED
    is_posted = len(surface) == 1 and evidence >= POSTED
    if any(evidence >= one for one in OF_NAMES) or is_posted:
        evidence -= ANY_WORD
    # 神班長: a god has no post; 別課長 is another one.
    if is_posted and "known_surname" in evidence and surface not in OTHERS:
        evidence.discard("stop_word")
    # 新町 早見: the words before the blank are no family's name.
    if "label_cell" in evidence and " " not in surface:
        evidence -= PAIR_AGAINST
    if "honorific" in evidence:
        overrule_called(text, candidate)


def overrule_called(text: str, candidate: Candidate) -> None:
    """The same for whoever is called 様, さん or ちゃん."""
    evidence = candidate.evidence
    before = text[max(0, candidate.start - REPRESENTING_REACH) : candidate.start]
    if REPRESENTING.search(before):
        evidence -= IN_OFFICE
    # ののかちゃん: where no word stands before it, a child's name is not cut.
    if evidence >= CHILD_CALLED and CHILD_ALONE.search(
        text[max(0, candidate.end - CHILD_REACH) : candidate.end]
    ):
        evidence.discard("cut_word")
    if not lines_of(text).holds(SERVED, candidate.start):
        return
    # 国分寺さんの面談: of the temple the city wants nothing.
    if evidence >= TEMPLE and candidate.text_in(text).endswith(("寺", "院", "堂")):
        evidence.discard("organisation_value")
    if evidence >= CALLED_SO:
        evidence.discard("common_word")
