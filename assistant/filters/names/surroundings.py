"""What the words around a candidate say about it: titles, places, organisations, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.person_words import (
    CLANS,
    FORM_WORDS,
    HONORIFICS,
    ORGANISATION_PREFIXES,
    PUBLIC_POSTS,
    ROLES,
    TITLES,
)
from assistant.filters.names.candidates import HIRAGANA, KANJI, KATAKANA, Candidate
from assistant.filters.names.lines import lines_of
from assistant.filters.names.things import is_thing
from assistant.filters.names.words import PLACE_ENDINGS, SHOP_WORDS
from assistant.filters.settings import FilterSettings

# 早見こどもクリニック: words in hiragana go on in kanji or katakana; 早見こどもさん is somebody.
KANA_PARTS = (
    "(?:こども|子ども|ひふ|みみはなのど|すこやか|ふれあい|さくら|ひまわり|あおぞら|なかよし|ほほえみ)"
    f"(?=[{KANJI}{KATAKANA}])"
)
COMPOUND = re.compile(
    f"(?:[{KANJI}{KATAKANA}A-Za-z]|ぶどう|りんご|なし|いちご|どうぶつ|{KANA_PARTS}){{1,12}}"
)
CONTACT_AFTER = re.compile(
    # 早見家(077-…): whose telephone it is; (22・看護師), (会員番号…): how old somebody is.
    r"(?:[家宅方](?= ?\())?[ \t,、:|/(\"']{0,4}(?:(?:電話|携帯|TEL|Tel|☎)[ :]{0,2})?"
    r"(?:0[0-9]{1,4}[-( _]?[0-9]|[0-9]{2,3}歳"
    r"|[\w.+-]+@|<[\w.+-]+@"
    r"|\((?:[0-9]{1,3}(?:歳|才)?\)|[1-9][0-9](?:歳|才)?[・、,] ?[一-龥ァ-ヺ][^()0-9\n]{1,10}\)"
    r"|[1-9]0代[^()\n]{0,4}\)"
    r"|(?:学籍|生徒|児童|職員|会員|利用者?|患者|受験|被保険者|診察券|宛名)番号|小[1-6]|中[1-3]|年[少中長])"
    r"|小[1-6](?![0-9])|中[1-3](?![0-9])"
    r"|年[少中長](?!期))"
    r"|[ ,\t|/(]{0,2}[SHRMT明大昭平令][0-9元治正和成][^\n]{1,12}生"
    r"|[ ]?\([^()\n]{0,12}[0-9一二三四五六七八九十〇]{1,4}(?:歳|才)\)",
    re.ASCII,
)
INTRODUCTION = re.compile(r"(?:と申します|といいます|と言います|です[。が])")
FAMILY_AFTER = re.compile(
    "の(?:息子|娘|妻|夫|母|父|兄|姉|弟(?!子)|妹|子(?!ども会(?!費)|供会|ども園|供園|育て(?!が(?:心配|不安)|に(?:悩|困|疲)))|孫|祖母|祖父|両親|家族|奥|主人"
    "|家(?![具庭屋])|自宅|お(?:父|母|子|宅))"
)
CLAN_AFTER = re.compile("家|氏|藩|軍|公|方|勢|一族")
# 海氏の中祖, 海氏系図: no person of that name, but those who bore it.
CLAN_SAID = re.compile(
    "氏(?:の)?(?:中祖|始祖|遠祖|庶流|支流|嫡流|居館|居城|祖(?![父母先]))|氏(?:系図|系譜|館跡|家臣)"
)
# 町長 土 谷 耕 治: the name of an official, one character after the other.
LETTERS_APART = re.compile(rf"[{KANJI}](?: {{1,3}}[{KANJI}])*")
POST_REACH = 32
# 早見渚デジタル大臣: the ministry stands between.
MINISTER_BEHIND = re.compile(f"[{KANJI}{KATAKANA}]{{2,8}}大臣")
# 早見渚参議院議員, 早見渚東浜県議会議長, 早見渚東浜市教育長: the body comes before the post.
OFFICE_BODY = f"(?:[衆参]議院|[{KANJI}]{{1,5}}[都道府県市区町村](?:議会)?(?=[{KANJI}]))?"
KANJI_CUT = re.compile(f"(?<= )[{KANJI}]$")
SPEAKER_BEFORE = re.compile(r"\n[ \t・○◯\->*]{0,4}$|^[ \t・○◯\->*]{0,4}$")
SPEAKER_BRACKETS = re.compile(r"\) ?[ぁ-んァ-ヶ一-龥「]")
BRACKET_ROLES = sorted({*TITLES, *ROLES} - {"子", "代表", "会計"}, key=len, reverse=True)
BRACKET_ROLE = re.compile(rf" ?\((?:{'|'.join(BRACKET_ROLES)})\)")
ADDRESSEE_AFTER = re.compile("(?:さん|様|氏)?(?:宛|あて(?![がはず]))")
READING_AFTER = re.compile(
    rf" ?\((?:[{KATAKANA}]{{2,8}} [{KATAKANA}]{{2,8}}"
    rf"|[{HIRAGANA}]{{2,6}}[ ・][{HIRAGANA}]{{2,6}})\)"
)
NATIONALITY_AFTER = re.compile(rf" ?\([{KANJI}{KATAKANA}]{{1,10}}(?:国籍|籍(?!番号)|出身)")
SPEAKER = re.compile(r"[ ]?[::]")
OPENED = re.compile(r"(?:^|\n) ?\($")
AFTER = (
    ("contact_beside", CONTACT_AFTER),
    ("family_after", FAMILY_AFTER),
    ("introduction", INTRODUCTION),
    ("title_after", BRACKET_ROLE),
    ("addressee", ADDRESSEE_AFTER),
    ("reading_after", READING_AFTER),
    ("nationality", NATIONALITY_AFTER),
)
HONORIFIC_BEHIND = re.compile(f" ?(?:{'|'.join(sorted(HONORIFICS, key=len, reverse=True))})")
THING_BEHIND = re.compile(f"[{KATAKANA}]{{2,8}}|[{KANJI}]{{2,6}}(?=[の、。(「])")
# 「小笠原邸」, 「田中さんち」: a house that has a name.
QUOTED_HOUSE = re.compile("(?:さん)?(?:邸|家|宅|ち|荘|亭|の家)[」』]")
# 地元では「源さん橋」と呼ぶ: what is called by somebody of old.
QUOTED_THING = re.compile(
    "(?:さん|さま|様)(?:橋|坂|岩|石|松|杉|桜|梅|池|淵|滝|堂|塚|井戸|道|地蔵|稲荷)」"
)
OPEN_QUOTE = re.compile("[「『][^「」『』\n]{0,12}$")
# デイサービス上田さんち, クラブの名が並ぶ行の「関さんち」: a house or a team by its name.
# ハローワーク若宮, イオン橋本: a branch is called by its place. キャプテン佐藤 is somebody.
KATAKANA_BEFORE = re.compile(f"[{KATAKANA}]{{3,}}$")
SAID_TO_BE_PERSON = frozenset(
    ("honorific", "pair_surname", "pair_given", "field", "column", "self_introduction")
)
FULL_NAME = frozenset(("tag_surname", "tag_given"))
# 早見 弥生/東浜市…: the address of a record stands beside a whole name.
WHOLE_PAIR = frozenset(("pair_surname", "pair_given"))
# 弁当 佐藤花子: a whole name set apart is whoever gets it; 株式会社 佐藤花子 is a firm.
LEGAL_FORM = re.compile(r"(?:会社|法人|\([株有合]\)|屋号|店名|商号) $")
KATAKANA_ROLE = re.compile(
    "(?:リーダー|キャプテン|コーチ|マネージャー|マネジャー|ドライバー|スタッフ|オーナー|メンバー|アルバイト"
    "|ヘルパー|パート|カウンセラー|ワーカー|アドバイザー|コーディネーター|サポーター|パートナー|ディレクター"
    "|インストラクター|トレーナー|ボランティア|ケアマネ|チーフ|プレーヤー|サン|クン|キーマン|メール)$"
)
CALLED_HOUSE = re.compile("(?:さん(?:ち|家)|の家|邸)(?:[」』、,。 \t\n)]|$)")
HOUSE_KIND = re.compile(
    "(?:デイサービス|ケアセンター|グループホーム|ショートステイ|ケアハウス|サロン|カフェ|民泊|宿"
    "|食堂|保育室|農園|チーム|クラブ)(?:センター)?[ 「『]?$"
)
TEAMS = re.compile("(?:チーム|クラブ|フレンズ|ファイターズ|イレブン|同好会)")
SUBJECT = re.compile(r"(?:が|は|から|より|に|を|も|の)")
LIST_NEXT = re.compile(r"[ ]?(?:[、,・/]|と|及び|や)[ ]?")
LIST_ITEM = re.compile(f"[{KANJI}{KATAKANA}ぁ-ん]{{1,6}}?(?=[、,・/の ]|と|及び|[0-9]|$)")
PLACE_LEAD = re.compile(
    quick(
        "(?:集落|地区|地域|区域|学区|校区|圏域|町名?|町丁|(?<![苗名文漢数])字|大字|駅|停留所|バス停|路線|区間|河川"
        "|水系|橋りょう|橋梁|公園|緑地"
        "|小学校|中学校|学校|保育[所園]|園|支所|公民館|会場|避難所|投票所|方面|産地|流域|集落等"
        "|工区|店舗|商店|企業"
        "|[0-9]か所|[0-9]箇所|[0-9]地区|[0-9]路線|[0-9]校|[0-9]園|[0-9]駅)(?:は|が|数|名|等"
        "|のうち)?[ ]?[0-9]{0,4}(?:か所|地区|集落|校)?"
        f"[ \n]{{0,2}}[(:「、]{{1,2}}(?:[{KANJI}{KATAKANA}ぁ-ん]{{1,8}}[、・]){{0,10}}\n?$"
    )
)
# 大字 平蔵 米原 小草畑: a row of place names that blanks part, under its label.
ROW_WORD = f"[{KANJI}{KATAKANA}ぁ-ん0-9~-]{{1,14}}"
PLACE_ROW = re.compile(
    rf"^[ ・]*(?:大字|小字|町丁目?|字名)[ :]{{1,4}}(?:{ROW_WORD} {{1,2}}){{2,}}{ROW_WORD} *$"
)
# 性別 男・女, 町民生活課 掲載日: a field's value that is the next label, or a choice of words.
FORM_CUT = re.compile("[ ・/、,()]+")
DIVISION = re.compile(f"[{KANJI}{KATAKANA}ー]{{3,}}[課室係局班]")
# お不動様, お地蔵さん: nobody's family name is called so.
DEITY_BEFORE = re.compile("(?:(?<![ぁ-ん])|(?<=[のはがをにでともやへ]))[お御]$")
ADDRESSED_POST = f"[{KANJI}]{{0,4}}(?:への?|あて|宛)"
# 模擬議会 議員 …, 観光大使 …: pupils and residents who play a part.
PLAYED = re.compile(
    "(?:子ども|こども|子供|ジュニア|少年|中学生|高校生|学生|模擬)(?:市|町|村)?(?:議会|議員|裁判)"
    "|(?:観光|親善|ふるさと|文化)大使"
)
# 自治会の総会 議長早見 冬実: the chair of residents, where no council is named.
OWN_CHAIR = re.compile(f"(?<![{KANJI}])副?議長[ :は]{{0,2}}$")
RESIDENTS = re.compile("自治会|町内会|PTA|管理組合|老人クラブ|保護者会|子ども会|育成会")
RESIDENTS_MEET = re.compile(
    "(?:自治会|町内会|管理組合|区|組合|会|団)の? ?(?:臨時|通常|定期|年次)?総会|^区長 ?:",
    re.MULTILINE,
)
CITY_COUNCIL = re.compile("(?<![審協])議会|議員|定例会|本会議|(?:常任|特別)委員会|一般質問")
# 議長(自治会): the chair of a meeting of residents.
PRIVATE_BODY = "自治会|町内会|PTA|組合|屋号|管理組合|老人"
# 監査委員 大石 渚, and below it 同 海原 歩: the post stands once for the whole roll.
SAME = re.compile("[ ]*同[ ]+")
# …の里 is a place, …の里帰り somebody's stay.
HOMECOMING = "の里帰り"
LONGEST_ROLL = 12
# 丸山・本間・今泉特定JV: firms that build together, each by its family's name.
JOINT_VENTURE = re.compile(
    f"(?:[・、][{KANJI}{KATAKANA}]{{1,8}}?){{0,4}}(?:特定|経常)?(?:建設工事)?(?:JV|共同企業体)"
)
# 長良川鉄道 美濃白鳥-北濃: from where to where a line runs.
ON_LINE = re.compile(
    f"[{KANJI}](?:線|鉄道|電鉄|号線) ?(?:[{KANJI}]{{1,6}}[-―—–~〜～→][{KANJI}]{{1,6}}[、 ])?$"
)
RUNS_TO = re.compile(f"[-‐―—–~〜～→↔][{KANJI}]")
LEAD_REACH = 80
LONGEST_LIST = 60
LONGEST_SEPARATOR = 4
PEOPLE_LIST_END = re.compile("の?[0-9二三四五六七八九十両]{1,3}(?:人|名)(?![以程槽])")
PLACE_LIST_END = re.compile(
    r"(?:の|など|等|を中心に|方面)?[0-9各一二三四五六七八九十両]{0,3}"
    r"(?:ルート|コース|ブロック|工区|学区|地区|地域|区域|圏域|流域|自治会|町内|町|駅|橋|河川"
    r"|公園|路線|支所|市民センター|校区|小学校|集落|方面|保育[所園]|こども園|幼稚園|中学校|高校|学校|園児|支店"
    r"|営業所|工場|病院|図書館|分館|出張所|交番|踏切|交差点|団地|商店街|水田|農地|沿線|停留所|バス停|区間"
    r"|峠|トンネル|インター|港|漁港|浄水場|配水池|ポンプ場|村(?!長)|線(?!引))"
)


class Surroundings:
    """Reads the words around candidates. Built once from the settings' lists."""

    def __init__(self, settings: FilterSettings) -> None:
        suffixes = {
            *settings.organisation_suffixes,
            *settings.place_suffixes,
            *PLACE_ENDINGS,
            "工房",
        } - set(TITLES)
        self._suffix = alternation(suffixes)
        self._title = re.compile(
            rf"[ ]?(?:元|前|現|新"
            rf"|故)?(?:{alternation(TITLES).pattern})(?!法人|事務所|[会室課係杯賞会議制選挙]"
            rf"|(?<=家)(?:文書|住宅|屋敷|屋|具|族|計|庭|賃|電|畜|譜|紋|臣|訓|業|事))"
        )
        officials = alternation({*settings.official_titles, *PUBLIC_POSTS}).pattern
        self._official_after = re.compile(
            rf"{OFFICE_BODY}(?:元|前|現|新|故|副)?(?:{officials})(?!選|室|部|賞)"
            # 佐藤花子 市長への手紙, 佐藤花子 市議会の傍聴: what somebody writes or comes for.
            rf"|[ ](?:元|前|現|新|故|副)?(?:{officials})(?!選|室|部|賞|会[^議長]|{ADDRESSED_POST})"
            rf"|[ ]?\([^()\n]{{0,8}}(?:{officials})\)"
        )
        self._official_before = re.compile(
            rf"(?:{officials})(?:の|・|\(|:| |\((?!{PRIVATE_BODY})[^()\n]{{1,12}}\))?"
            rf"(?:、?故[・ ]?)?[ ]{{0,24}}$"
        )
        # 会長:鈴木町長, 名義 山田町長 鈴木一郎: the post is read as a part of the name.
        self._official_inside = re.compile(rf"[{KANJI}](?:{officials})(?: [{KANJI}]|$)")
        self._official_head = re.compile(rf"(?:{officials}) [{KANJI}]")
        self._official_apart = re.compile(
            rf"(?:{officials})[ ]{{1,24}}(?:[{KANJI}](?<![宛様殿御]) {{1,3}}){{1,3}}$"
        )
        self._official_line = re.compile(rf"(?:{officials})[ ]{{1,24}}[{KANJI}]")
        self._prefix = re.compile(
            rf"(?:{alternation((*ORGANISATION_PREFIXES, *SHOP_WORDS)).pattern}|旧)[ ]?[「『]?$"
        )

    def evidence(self, text: str, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence found around one candidate."""
        before = text[max(candidate.start - 16, 0) : candidate.start]
        after = text[candidate.end : candidate.end + 24]
        if is_house(text, candidate, before, after):
            yield from ("place_or_organisation", "stop_word")
        surface = candidate.text_in(text)
        if (CLAN_AFTER.match(after) and surface in CLANS) or CLAN_SAID.match(after):
            yield "historical"
            return
        if is_word(text, candidate, before, after):
            yield "stop_word"
        if self._is_official(text, candidate):
            yield "official"
        played = lines_of(text).holds(PLAYED, candidate.start) or (
            OWN_CHAIR.search(before) is not None and is_of_residents(text, candidate)
        )
        posts = self._posts(before, after)
        yield from (name for name in posts if not (played and name == "official"))
        yield from (name for name, pattern in AFTER if pattern.match(after))
        if (SPEAKER.match(after) and SPEAKER_BEFORE.search(before)) or (
            SPEAKER_BRACKETS.match(after) and OPENED.search(before)
        ):
            yield "speaker"
        is_apart = before.endswith(" ") and candidate.evidence >= FULL_NAME
        if self._prefix.search(before) and (not is_apart or LEGAL_FORM.search(before)):
            yield "organisation_before"
        if not candidate.evidence & SAID_TO_BE_PERSON and is_branch(before):
            yield "katakana_before"

    def _is_official(self, text: str, candidate: Candidate) -> bool:
        """Whether the name or its line says that an official bears it."""
        surface = candidate.text_in(text)
        before = text[max(candidate.start - POST_REACH, 0) : candidate.start]
        # 市長 板|東谷 修一: the model may have cut the family's name.
        cut = KANJI_CUT.search(before)
        return bool(
            self._official_inside.search(surface)
            or self._official_head.match(surface)
            or MINISTER_BEHIND.match(text, candidate.end)
            or (cut and " " in surface and self._official_before.search(before[: cut.start()]))
            or (LETTERS_APART.fullmatch(surface) and self._official_apart.search(before))
            or self._is_on_roll(text, candidate)
        )

    def _is_on_roll(self, text: str, candidate: Candidate) -> bool:
        """Whether a line says 同 before a name and the line that begins the roll says the post."""
        start = text.rfind("\n", 0, candidate.start) + 1
        if not SAME.fullmatch(text, start, candidate.start):
            return False
        above = text[:start].split("\n")[-LONGEST_ROLL:-1]
        first = next((line for line in reversed(above) if not SAME.match(line)), "")
        return self._official_line.search(first) is not None

    def _posts(self, before: str, after: str) -> Iterator[str]:
        if self._official_after.match(after) or self._official_before.search(before):
            yield "official"
            return
        if self._title.match(after):
            yield "title_after"
            return
        honorific = HONORIFIC_BEHIND.match(after)
        if honorific:
            if self._suffix_word(after[honorific.end() :]):
                yield "place_or_organisation"
            return
        if self.has_suffix(after):
            yield "place_or_organisation"

    def _suffix_word(self, after: str) -> bool:
        """Whether a compound in katakana or of a place follows an honorific (お市ちゃんバス)."""
        compound = THING_BEHIND.match(after)
        return bool(compound and self._ends_with_suffix(compound.group()))

    def has_suffix(self, after: str) -> bool:
        """Whether the words behind a name end like a place or an organisation."""
        if after.startswith(HOMECOMING):
            return False
        compound = COMPOUND.match(after)
        if self._suffix.match(after):
            return True
        return bool(compound and self._ends_with_suffix(compound.group()))

    def _ends_with_suffix(self, compound: str) -> bool:
        return any(
            self._suffix.fullmatch(compound, start)
            for start in range(max(len(compound) - 6, 0), len(compound))
        )

    def is_organisation(self, words: str) -> bool:
        """Whether words as a whole end like a place or an organisation."""
        return len(words) > 2 and self._ends_with_suffix(words)


def is_of_residents(text: str, candidate: Candidate) -> bool:
    """Whether residents meet: the line says so, or a text of a meeting that is no council's."""
    lines = lines_of(text)
    is_meeting = lines.has_any(RESIDENTS_MEET) and not lines.has_any(CITY_COUNCIL)
    return is_meeting or lines.holds(RESIDENTS, candidate.start)


def is_word(text: str, candidate: Candidate, before: str, after: str) -> bool:
    """Whether a label of a form, a god or a thing stands where a name could stand."""
    is_label = "honorific" not in candidate.evidence and is_form_word(candidate.text_in(text))
    is_god = DEITY_BEFORE.search(before) and HONORIFIC_BEHIND.match(after)
    return bool(is_label or is_god) or is_thing(text, candidate, before)


def is_house(text: str, candidate: Candidate, before: str, after: str) -> bool:
    """Whether a house, a shop or a team is called by a family's name."""
    is_named_so = QUOTED_HOUSE.match(after) or QUOTED_THING.match(after)
    if is_named_so and OPEN_QUOTE.search(before):
        return True
    if not CALLED_HOUSE.match(after):
        return False
    line = text[text.rfind("\n", 0, candidate.start) + 1 : candidate.start]
    return HOUSE_KIND.search(before) is not None or TEAMS.search(line) is not None


def is_form_word(surface: str) -> bool:
    """Whether a form's labels and choices, or a division and a label, are all there is."""
    words = [word for word in FORM_CUT.split(surface) if word]
    return any(word in FORM_WORDS for word in words) and all(
        word in FORM_WORDS or DIVISION.fullmatch(word) for word in words
    )


def is_branch(before: str) -> bool:
    """Whether a word in katakana stands glued before a name and is nobody's role."""
    return bool(KATAKANA_BEFORE.search(before)) and not KATAKANA_ROLE.search(before)


def list_evidence(
    text: str, candidate: Candidate, place_starts: Set[int], place_ends: Set[int]
) -> Iterator[str]:
    """What the list (、・と) a candidate stands in says: places, or a number of people."""
    end = list_end(text, candidate)
    if PLACE_LEAD.search(text[max(0, candidate.start - LEAD_REACH) : candidate.start]):
        yield "place_lead"
    if PEOPLE_LIST_END.match(text, end):
        yield "counted_people"
    elif (
        PLACE_LIST_END.match(text, end)
        or JOINT_VENTURE.match(text, candidate.end)
        or is_on_line(text, candidate)
        or PLACE_ROW.match(line_of(text, candidate))
        or (
            not candidate.evidence >= WHOLE_PAIR
            and is_beside_place(text, candidate, place_starts, place_ends)
        )
    ):
        yield "place_list"


def is_beside_place(
    text: str, candidate: Candidate, place_starts: Set[int], place_ends: Set[int]
) -> bool:
    """Whether a separator of a list is all that parts a candidate from a place."""
    start, end = candidate.start, candidate.end
    return any(
        (end + gap in place_starts and LIST_NEXT.fullmatch(text, end, end + gap))
        or (start - gap in place_ends and LIST_NEXT.fullmatch(text, start - gap, start))
        for gap in range(1, LONGEST_SEPARATOR + 1)
    )


def is_on_line(text: str, candidate: Candidate) -> bool:
    """Whether a railway or a road runs from the place of that name to another."""
    before = text[max(candidate.start - LEAD_REACH, 0) : candidate.start]
    return ON_LINE.search(before) is not None and RUNS_TO.match(text, candidate.end) is not None


def line_of(text: str, candidate: Candidate) -> str:
    """The line a candidate begins in."""
    end = text.find("\n", candidate.start)
    return text[text.rfind("\n", 0, candidate.start) + 1 : end if end >= 0 else len(text)]


def list_end(text: str, candidate: Candidate) -> int:
    """Where the list a candidate stands in ends; the candidate's own end if it is in none."""
    end = candidate.end
    while gap := LIST_NEXT.match(text, end):
        following = LIST_ITEM.match(text, gap.end())
        if not following or following.end() - candidate.end > LONGEST_LIST:
            break
        end = following.end()
    return end


def alternation(words: set[str] | tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a list of words, longest first."""
    return re.compile(quick("|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))))
