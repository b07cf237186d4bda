"""Whether a name is that of who made a work, of somebody in it, or part of its title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import Genre
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.published import is_private_around
from assistant.filters.names.wording import PERSONS, Wording
from assistant.filters.names.words import CREDITS, CREDITS_BESIDE_TITLE, WORK_CUES

# 大石渚の〈朝のシリーズ〉: whose work it is.
WORK_IN_BRACKETS = re.compile("の(?:連作)?[〈《](?![^〈〉《》\n]{0,60}[〉》](?:と|っ))")
# What happens in a book or film: the line under its maker or its house.
MADE_BY = re.compile(
    "(?:/ ?(?:著|作|文|絵|編|訳|さく|え|監修|原作)[ (/]"
    "|(?:^|\n)(?:出版社|発行所|著者) ?[:/ ])[^\n]*\n$"
)
# A reader, not the book: somebody gives it, has it or asks for it.
OF_READERS = re.compile(
    quick(
        "寄贈|返却|返し|予約|借り|貸出|申込|申し込|希望|担当|連絡|電話|破い|破れ|破損|汚し|落書き|紛失|行方不明"
        "|弁済|弁償|勧め|すすめ|忘れ物|持ち帰|延長|怒[っる鳴]|倒れ|救急|帰っ|水をこぼ|保管|音が"
    )
)
STORY = re.compile("(?:^|\n)[・◆◇■ ]*(?:内容|あらすじ|ストーリー)[ :][^\n]*$")
SCREENED = re.compile("上映(?:作品|会)|映画")
MADE_BY_REACH = 120
# The work of a borrower is not his own: 『…』 佐藤花子 in a list of books not given back.
LENT = re.compile(
    quick(
        "延滞|未返却|貸出中|督促|貸出(?:図書|者|記録|履歴)|リクエスト|レンタル|寄贈本|返却(?:催促|督促|遅れ)"
    )
)
# A title is no sentence with another behind it: 『…渡れません。早見 冬実』 is what somebody wrote.
TITLE_IN_BRACKETS = re.compile(
    "『(?![^『』\n]{0,39}(?:です|ます|せん|した|さい|い|る)。[^『』])[^『』\n]{1,40}』"
)
# すすめるのは大石渚の「…」: the book somebody reads, where no reader is spoken of.
READ = re.compile("(?:[勧薦]|すす)め|愛読|小説|短編|名作")
READ_BEHIND = re.compile("の「[^「」\n]{2,20}」")
# 大石渚(おおいしなぎさ)/著: the reading of a maker's name stands before what he made.
READING = r"(?: ?\([ぁ-んァ-ヶー・ ]{2,16}\)|\))?"
CREDIT = re.compile(
    rf"{READING}[ /(・]{{0,2}}(?:{'|'.join(CREDITS)})(?:[ 、,。/・|):]|$)", re.MULTILINE
)
CREDIT_BESIDE_TITLE = re.compile(
    rf"{READING}[ /(・|]{{0,2}}(?:{'|'.join(CREDITS_BESIDE_TITLE)})(?:[ 、,。/・|):]|$)",
    re.MULTILINE,
)
# The model may have cut the name: 大石渚|沙/著.
CREDIT_BEHIND_STROKE = re.compile(
    rf"[{KANJI}]? ?/ ?(?:{'|'.join(CREDITS_BESIDE_TITLE)})(?:[ 、・|):\n]|$)"
)
# ・朝の海(大石渚(おおいしなぎさ)) 架空書房: the house that published the book closes the line.
HOUSE = "(?:社|書房|書店|書院|出版|新聞社|館|舎|堂)"
PUBLISHER = re.compile(rf"{READING}\) ?[{KANJI}ァ-ヶーぁ-ん]{{1,10}}{HOUSE}(?= |\n|$)")
NAMED_BEHIND = re.compile("』(?:名義|宛|あて|様|さん|氏|と(?:署名|名乗|書|あ[りっ]|記))")
COLLECTION = re.compile("の?(?:コレクション|原画展|作品展|作品集|全集|の?挿絵)")
# Who made a work stands behind its title, too: 『…』(…), 『…』 ….
BEHIND_TITLE = re.compile("』[ (/|、]{1,3}$")
WORK_CUE = re.compile(quick("|".join(sorted(WORK_CUES, key=len, reverse=True))))
# 山田耕筰「赤とんぼ」、滝廉太郎「荒城の月」: makers and works, one after the other.
WORKS_LISTED = re.compile(
    "」[、・,/ ][^「」。\\n]{0,8}§「[^「」\\n]{1,20}」"
    "|§「[^「」\\n]{1,20}」[、・,/ ][^「」。\\n]{2,10}「"
)
WORKS_FROM = 2
WORK_OF = re.compile(
    rf"{READING} ?(?:さん|氏)?(?:の|による)"
    "(?:曲(?!が|折)|歌曲|合唱曲|童謡|新刊|小説|著書|著作|随筆|詩集?"
    "|歌集|句集|名曲|代表作|絵本|漫画|映画(?!券|代)|写真展"
    "|個展|公演|コンサート|記念館|記念碑|生家|歌碑|句碑|詩碑|文学碑|墓碑|足跡"
    "|演奏会|講演録|俳句|短歌|名言|言葉を借り|伝記|評伝"
    "|生涯(?!学習|教育))"
)
CREDIT_BEFORE = re.compile(
    "(?:監修|撮影|編集|翻訳|朗読|イラスト|監督|主演|著者|作者|原作|脚本|作曲者?|作詞者?|指揮|訳者|出演|演奏|編曲|作・絵|文・絵"
    "|(?<![一-龥])(?:作|絵|文|訳|詞|曲|画))[ :/]{1,2}$"
)

# 映画… 出演 大石渚、海原歩: the others of a film's cast, one after the other.
CAST_BEFORE = re.compile(f"(?:出演|主演)[ :/]{{1,2}}(?:[{KANJI}ぁ-んァ-ヶー・]{{2,10}}、){{1,8}}$")
FILM = re.compile("上映|映画")
# Who helps at a showing is a resident.
OF_HELPERS = re.compile("当番|ボランティア|欠席|稽古|連絡先|携帯|自宅")
# 「…記 十段目」で大石之助や海原渚を演じます: whom a play brings on, not who plays.
PLAYED = re.compile(
    f"(?:[やと、・][{KANJI}ぁ-んァ-ヶー・]{{2,10}}){{0,4}}?(?:など|ら)?(?:の?役)?を演じ"
)
# 「風」 大石 渚 1982年 ブロンズ: a row of works, with the year and the stuff of each.
WORK_ROW = re.compile(
    rf"」 ?[{KANJI}ぁ-んァ-ヶー・ ]{{2,14}} (?:1[89]|20)[0-9]{{2}}年 ?"
    "(?:ブロンズ|[一-龥]{0,2}石|油彩|日本画|木彫?|陶|ステンレス|鉄|テラコッタ|キャンバス|水彩|版画)"
)
IN_ROW = re.compile(rf"」 ?[{KANJI}]{{0,3}} ?$")
YEAR_OF_WORK = re.compile(" (?:1[89]|20)[0-9]{2}年")
LEAST_ROWS = 2
OF_AMATEURS = re.compile(
    "[小中高][1-6]|[1-6]年生|児童|生徒|園児|学校|学園|市民展|公募|応募|出品者|受講"
)
OF_PLAY = re.compile("演目|歌舞伎|人形浄瑠璃|能楽|狂言|時代劇|大河ドラマ")


class Works:
    """Reads one text for the works it names. Built once per text.

    Attributes:
        titles: the places of titles in 『』.
        has_any: whether the text is about works at all.
    """

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self.titles = [found.span() for found in TITLE_IN_BRACKETS.finditer(wording.text)]
        cues = len(set(WORK_CUE.findall(wording.text)))
        self.has_any = bool(self.titles) or cues >= WORKS_FROM
        self._is_lent = LENT.search(wording.text) is not None
        self._is_film = FILM.search(wording.text) and not OF_HELPERS.search(wording.text)

    def evidence(self, candidate: Candidate, before: str, after: str) -> Iterator[str]:
        """Whether a candidate stands in a title, made a work, is in one or is quoted.

        Args:
            candidate: where the name stands.
            before: the words before the name, in its sentence.
            after: the words behind it, in its sentence.
        """
        titles = [one for one in self.titles if one[0] < candidate.start < candidate.end < one[1]]
        # 『佐藤花子』名義の通帳: a whole name alone in such brackets is mostly quoted.
        is_quoted = (candidate.start - 1, candidate.end + 1) in titles
        is_signed = is_quoted and (
            not WORK_CUE.search(self._wording.text)
            or NAMED_BEHIND.match(self._wording.text, candidate.end)
        )
        if titles and not is_signed:
            yield "in_title"
        elif self._is_of_story(candidate) or self._has_made(after):
            yield from ("in_title", "credited")
            return
        is_public = self.has_any or self._wording.kind == Genre.PUBLIC
        if (
            self._is_work_of(candidate, after)
            or self._is_read(candidate, after)
            or (is_public and WORK_IN_BRACKETS.match(after))
            or (self.has_any and self._is_maker(before, after))
        ):
            yield "credited"
            return
        if before.endswith(("「", "『")) and after.startswith(("」", "』")):
            yield "quoted"
        credit = CREDIT_BESIDE_TITLE if self.has_any else CREDIT
        if (
            credit.match(after)
            or ((self.has_any or self._wording.kind) and CREDIT_BEFORE.search(before))
            or WORKS_LISTED.search(before[-24:] + "§" + after)
            or (self.has_any and after.startswith("「"))
            or (self.has_any and not self._is_lent and BEHIND_TITLE.search(before))
            or (CAST_BEFORE.search(before) and self._is_film)
            or self._is_in_row(before, after)
        ):
            yield "credited"
        is_part = PLAYED.match(after) and OF_PLAY.search(self._wording.text)
        if is_part and not is_private_around(self._wording.text, candidate):
            yield "historical_calling"

    def _is_work_of(self, candidate: Candidate, after: str) -> bool:
        """Whether a work or a stone is somebody's; who wants one put up or away is a resident."""
        work = WORK_OF.match(after)
        if work is None or not work.group().endswith("碑"):
            return work is not None
        start, end = self._wording.sentence(candidate)
        return not self._wording.is_of_today(start, end)

    def _is_read(self, candidate: Candidate, after: str) -> bool:
        """Whether a sentence recommends or reads what a writer wrote, and no resident has it."""
        if "honorific" in candidate.evidence or not READ_BEHIND.match(after):
            return False
        start, end = self._wording.sentence(candidate)
        sentence = self._wording.text[start:end]
        return READ.search(sentence) is not None and not OF_READERS.search(READ.sub("", sentence))

    def _has_made(self, after: str) -> bool:
        """Whether a list of works says with a stroke who made one (大石 渚/絵)."""
        is_list = self.has_any and not self._is_lent
        return is_list and CREDIT_BEHIND_STROKE.match(after) is not None

    def _is_in_row(self, before: str, after: str) -> bool:
        """Whether a list of works of art gives who made each; what pupils made is theirs."""
        text = self._wording.text
        return (
            IN_ROW.search(before) is not None
            and YEAR_OF_WORK.match(after) is not None
            and len(WORK_ROW.findall(text)) >= LEAST_ROWS
            and OF_AMATEURS.search(text) is None
        )

    def _is_of_story(self, candidate: Candidate) -> bool:
        """Whether what a book or a film is about names somebody."""
        is_reader = candidate.evidence & (PERSONS - {"role_before"})
        if self._is_lent or not self.has_any or is_reader:
            return False
        start = self._wording.text.rfind("\n", 0, candidate.start) + 1
        end = self._wording.text.find("\n", candidate.end)
        if OF_READERS.search(
            self._wording.text, start, end if end >= 0 else len(self._wording.text)
        ):
            return False
        if MADE_BY.search(self._wording.text[max(0, start - MADE_BY_REACH) : start]):
            return True
        is_story = STORY.search(self._wording.text[max(0, start - 1) : candidate.start]) is not None
        return is_story and SCREENED.search(self._wording.text) is not None

    def _is_maker(self, before: str, after: str) -> bool:
        """Whether a list of books names who made one, or the house behind it."""
        if COLLECTION.match(after) or CREDIT_BEHIND_STROKE.match(after):
            return True
        return "(" in before and PUBLISHER.match(after) is not None
