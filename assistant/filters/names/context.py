"""What the sentence, the line and the whole text around a name are about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import Genre, genre
from assistant.filters.lexicon.history import PAST_CALLINGS, PAST_CUES
from assistant.filters.names.candidates import KANJI, Candidate
from assistant.filters.names.things import is_whole
from assistant.filters.names.words import (
    CREATURES,
    CREDITS,
    CREDITS_BESIDE_TITLE,
    HISTORY_CALLINGS,
    HISTORY_CUES,
    NOT_A_PERSON_SAID,
    PERSON_NOUNS,
    PERSON_VERBS,
    PUBLIC_FIGURES,
    SURE_HISTORY_CUES,
    WORK_CUES,
)

HISTORY = re.compile(quick("|".join((*HISTORY_CUES, *PAST_CUES))))
SURELY_PAST = re.compile(quick("|".join((*SURE_HISTORY_CUES, *PAST_CUES))))
HISTORY_CALLING = re.compile(
    # 四天王の早見, 新人王の早見: of a club of today, of a season.
    f"(?![{KANJI}][天明人冠女打撃大盗塁点]王)"
    f"(?:{'|'.join((*HISTORY_CALLINGS, *PAST_CALLINGS))})(?:の|・|、|「| )?$"
)
# 曽我兄弟, 海原求馬邸: in a sentence about the past brothers and houses are those of the past.
HOUSE_OF_OLD = re.compile("(?:兄弟|姉妹|邸|屋敷)(?![のが]?(?:方|人|様|さん))")
# (1950-) is alive.
# …(よみ よみ)(1862~1930): the reading may stand between, or be the name itself.
LIFE_SPAN_AFTER = re.compile(
    r"(?: ?\([ぁ-んァ-ヶー・ ]{2,20}\)|\))? ?"
    r"\([^()0-9]{0,8}(?:1[0-8][0-9]{2}年?[-～~〜]|1[0-9]{3}年?[-～~〜] ?[12][0-9]{3})"
    "|らが?逗留"
)
# (会員番号1203-1455), (契約1995~2003): figures of somebody's record.
OF_RECORD = re.compile(
    r"[^\n]{0,24}?\([^()0-9]{0,8}"
    "(?:番号|内線|会員|契約|利用|在[任職学籍]|居住|入居|登録|旧姓|使用|勤務|加入|班)"
)
# Of the last decades: somebody a public text tells of, or a resident who has died.
OF_OUR_TIME = re.compile(r"[^\n]{0,32}?[-～~〜] ?2[0-9]{3}")
# What happens to people and is asked of a city today, whatever old thing stands beside them.
TODAY = re.compile(
    quick(
        "骨折|滑っ|転ん|転倒|けが|車を|自転車|保険|補償|賠償|照会|撤去|払[えいうわっ]|持参|受付|住民票|在留"
        "|申請書|電線|市道|私道|の畑|救急|証明書|立ち退き|手続|電話|苦情|クレーム|迷惑|隣の?[人家宅]|隣から"
        "|亡夫|亡妻|同好会"
    )
)
# 植物学者リンデン博士, among years of the century before last: who came from abroad then.
CALLED_FROM_ABROAD = re.compile(
    "(?:学者|宣教師|牧師|神父|技師|探検家|提督|公使|領事|外交官|建築家|作曲家|画家|軍人|商人)"
    "(?:の|・|「| )?$"
)
# 山川家の若さま: such a house is none of today.
HOUSE_OF_LORDS = re.compile(
    "家(?:の(?:若(?:さま|様|君|殿)|姫君?(?=[、がはのを])|家臣|家老)|に仕え)"
)
OF_CHILD = re.compile(
    "[0-9一二三四五六七八九]歳|保育|幼稚園|学校|学童|小[1-6]|夜泣き|自転車|発熱|苦情|隣の|生まれました|父は|母は"
)
# …の合戦に参加(○○、△△これに従う), ○○、△△らの諸将: a list of those who went to war.
WENT_TO_WAR = re.compile(
    rf"(?:[、・][{KANJI}]{{1,6}}){{0,20}}(?:ら|など|等)?(?:[もが]?これに\n?[従加]|の諸将|の家臣団)"
)
# 大石渚、海原歩らの立派な句碑: to more than one of them stones are put up.
WENT_ALONE = re.compile("[もが]?これに")
MONUMENTS = re.compile(
    rf"(?:[、・][{KANJI}]{{2,6}}){{0,12}}ら?の(?:立派な)?(?:句碑|歌碑|詩碑|文学碑|顕彰碑|銅像)"
)
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
# 第5回 野原すこやかウォーク: a meeting whose name the model takes for somebody's.
EVENT_BEHIND = re.compile(
    "(?:ウォーク|ウォーキング|ハイク|ハイキング|マラソン|駅伝|ロードレース|トレイル"
    "|フェスタ|フェスティバル|フェア(?!トレード)|マルシェ|カーニバル|ラリー)"
)
ORDINAL_BEFORE = re.compile("第[0-9一二三四五六七八九十]{1,3}回 ?[「『]?$")
# 豊原ゆき 7:10 8:20 9:30, 豊原ゆきのバス: where a bus goes. Two times may be somebody's hours.
BOUND_FOR = re.compile("(?:ゆき|行き|いき)$")
DEPARTS = re.compile(
    "(?:[ |]{1,4}[0-9]{1,2}:[0-9]{2}){3}| ?の(?:バス(?!通|代|定期|カード)|便|列車|電車|船)|に乗"
)
TIMETABLE = re.compile("時刻|バス|のりば|乗り場|列車|電車|渡船|フェリー|停留所")
# 送迎バス利用表 早見ゆき 7:10 12:30 16:45: who is fetched when.
FETCHED = re.compile(
    "送迎|利用|名簿|児童|園児|検温|血圧|通院|面談|相談|添乗|運転|乗車|当番|シフト|さん|様"
)
# 諸城市議会での、川端の施政方針: whoever says it is the mayor.
POLICY_SPEECH = re.compile("の(?:施政方針|所信表明|市政執行方針|町政執行方針)")
# The work of a borrower is not his own: 『…』 佐藤花子 in a list of books not given back.
LENT = re.compile(
    quick(
        "延滞|未返却|貸出中|督促|貸出(?:図書|者|記録|履歴)|リクエスト|レンタル|寄贈本|返却(?:催促|督促|遅れ)"
    )
)
TITLE_IN_BRACKETS = re.compile("『[^『』\n]{1,40}』")
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
FIGURE = re.compile(quick("|".join(PUBLIC_FIGURES)))
CREATURE = re.compile(quick("|".join(CREATURES)))
BALLOT = re.compile("無所属|[0-9,.] ?票")
ELECTION = re.compile(quick("開票|選挙公報|立候補|得票|当選者|候補者名簿"))
SAID_OTHERWISE = re.compile(f'[」』"]?(?:は|という|とは|って)(?:{"|".join(NOT_A_PERSON_SAID)})')
SAMPLE_AFTER = re.compile("[」』](?:の|という|と書いた|などの)?(?:見本|記入例|例|サンプル|架空)")
SAMPLE_SENTENCE = re.compile(
    quick(
        "(?<![一-龥])例[::]|記入例|記載例|入力例|記入見本|見本(?!市)|サンプル|書き方の例|画面の例"
        "|架空の(?!請求|投資)|テスト(?!の結果|の点)"
    )
)
SAMPLE_GIVEN = re.compile(
    "(?:TARO|HANAKO|Taro|Hanako|太郎|花子|次郎|一郎|たろう|はなこ|タロウ|ハナコ)$"
)
BLANK_FORM = re.compile("[〇○]{2}|記入例|記載例|記入見本|画面の例|の例[)」:]|0{6}|テスト|ダミー")
# In a form nothing is said of the sample: 千葉花子の件 is somebody's.
SAID_OF = re.compile(
    " ?来庁|[がはも]|の件|から(?:の?電話|の?連絡)|に(?:電話|連絡|訪問)|を(?:訪|担当)"
)
SAMPLE_REACH = 150
# 佐藤や鈴木のような名字: spoken of as words.
SURNAMES_SPOKEN_OF = re.compile(
    quick(
        "(?:名字|苗字|同姓|珍しい姓|多い姓|姓の)(?:[^。\n]{0,12}(?:多|順|ランキング|位|分布|読|由来|傾向|表記|例))?"
    )
)
# 昔話の「吉四六さん」, 人形劇「…さん」.
TALE_BEFORE = re.compile(
    "(?:昔話|人形劇|民話|紙芝居|落語|寸劇|劇|絵本|伝説|童話|演目)(?:の|は|・| )?[「『]$"
)
TALE_BEHIND = re.compile("(?:さん|くん|ちゃん|様)?[」』]")
QUOTES = frozenset("「『\"'")
COUNCIL = re.compile(quick("常任委員会|特別委員会|定例会|臨時会|本会議|議長|議員"))
COUNCIL_SPEAKER = re.compile(r"[○◯〇] ?(?:副?委員長|委員|副?議長|[0-9]{1,2}番(?:議員)?)[ ]?\($")
# 4番大石渚君, 15番…: a seat of the council, though the name may be read in part.
COUNCIL_SEAT = re.compile("(?<![0-9])[0-9]{1,2}(?:番[^0-9、。\n]{0,4})?$")
# 「前田」「今井医院前」は…停まります: stops of a line, one beside the other.
QUOTED_BESIDE = re.compile("」[、・と]?「")
STOPS = re.compile(quick("停まり|停まる|停車|停留所|バス停|乗り場|乗降|のりば|通過|経由"))
CREATURE_BEFORE = re.compile(
    "(?<![ぁ-んァ-ヶー一-龥])(?:かっぱ|カッパ|河童|たぬき|タヌキ|きつね|キツネ|うさぎ|ウサギ|くま|クマ|ねこ"
    "|ネコ|いぬ|イヌ|かえる|カエル|ぞう|ゾウ|ペンギン|パンダ|恐竜|妖精|天狗|雷神|忍者)の$"
)
STAGE = re.compile(quick("歌劇|オペラ|ミュージカル|バレエ|人形劇|戯曲|童話|紙芝居|朗読劇"))
STAGE_REACH = 150
KANA_WORD = re.compile("[ァ-ヺー・]+")
PET_NAME = re.compile("」?(?:くん|ちゃん|君|さん家)")
ACTS = re.compile(
    f"(?:が|は|も|から|に|を|と|へ)[^。\n]{{0,22}}?(?:{'|'.join(sorted(set(PERSON_VERBS)))})"
)
HAS = re.compile(f"の(?:{'|'.join(sorted(set(PERSON_NOUNS)))})")
SUBJECT = re.compile("(?:が|は)(?!い[いな]|ある|あり|なく|ない|多|少)")
CHILD = re.compile("くん|ちゃん")
SPOKEN = re.compile("(?:は|が)、?「")
FIGURES_BEHIND = re.compile(
    # Nothing is given back: a row of figures could be cut in endless ways.
    r"(?:[ \t|,]++[△▲+\-]?[0-9][0-9.]*+[%人件世帯]*+){2,}+[ \t|,]*+$",
    re.MULTILINE,
)
LINE_START = re.compile(r"(?:^|\n)[ \t|・*\-○]*$")
PLACE_PARTICLE = re.compile(
    rf"(?:では|での|方面|から[{KANJI}]{{1,4}}(?:まで|へ|間)|間の|地内|と(?:結(?!婚)|合流)|は[、]?市の"
    r"|の(?:各|両|[0-9一二三四五六七八九十]+)?(?:集落|地区|地域|果樹園|停留所|団地|里|滝|大|農地|山|沢|水源)"
    r"|で(?:降り|乗|開催|採|栽培|確認|発生|増|減))"
)
# Somebody addressed, entered or written to is no figure of a tale.
PERSONS = frozenset(
    ("honorific", "field", "column", "vague_field", "contact_beside", "role_before",
     "self_introduction", "title_after", "list_lead", "record_name")
)  # fmt: skip
NEAR = 40
HISTORY_REACH = 250
CUES_OF_PAST = 2


class TextContext:
    """Reads one text for what it is about. Built once per text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._history = [found.span() for found in HISTORY.finditer(text)]
        self._titles = [found.span() for found in TITLE_IN_BRACKETS.finditer(text)]
        cues = len(set(WORK_CUE.findall(text)))
        self._has_works = bool(self._titles) or cues >= WORKS_FROM
        self._is_lent = LENT.search(text) is not None
        self.kind = genre(text).value
        self._said: dict[tuple[re.Pattern[str], int, int], bool] = {}
        self._is_council = COUNCIL.search(text) is not None
        self._has_stage = bool(self._titles) and STAGE.search(text) is not None
        self._is_election = ELECTION.search(text) is not None

    def history_cues(self, candidate: Candidate) -> int:
        """How often the text speaks of the past around a candidate."""
        low, high = candidate.start - HISTORY_REACH, candidate.end + HISTORY_REACH
        return sum(low <= place <= high for place, _ in self._history)

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence the text around one candidate gives."""
        if self.kind:
            yield self.kind
        start, end = self._sentence(candidate)
        before = self._text[max(start, candidate.start - NEAR) : candidate.start]
        after = self._text[candidate.end : min(end, candidate.end + NEAR)]
        yield from self._past(candidate, start, end, before, after)
        yield from self._works(candidate, before, after)
        if self._is_in_office(candidate, before):
            yield "official"
        if FIGURE.search(before) or FIGURE.search(after[:16]):
            yield "public_figure"
        yield from said_of(before, after)
        yield from self._stops_and_figures(candidate, start, end)
        if self._is_sample(candidate, start, end):
            yield "shown_as_sample"
        if self._is_named_after_city(candidate):
            yield "named_after_city"
        behind = FIGURES_BEHIND.match(self._text, candidate.end)
        if behind and LINE_START.search(before[-6:] or "\n"):
            yield "figures_behind"

    def _says(self, words: re.Pattern[str], start: int, end: int) -> bool:
        """Whether a sentence holds words; told once for all candidates of the sentence."""
        key = (words, start, end)
        if key not in self._said:
            self._said[key] = words.search(self._text, start, end) is not None
        return self._said[key]

    def _stops_and_figures(self, candidate: Candidate, start: int, end: int) -> Iterator[str]:
        before = self._text[max(start, candidate.start - NEAR) : candidate.start]
        after = self._text[candidate.end : end]
        if self._is_stop(before, after, start, end) or self._is_bound(candidate, after):
            yield "place_lead"
        is_public = self.kind == Genre.PUBLIC
        is_meeting = ORDINAL_BEFORE.search(before) is not None
        if EVENT_BEHIND.match(after) and (
            (is_public and is_meeting) or ((is_public or is_meeting) and not is_whole(candidate))
        ):
            yield "place_or_organisation"
        behind = self._text[candidate.end : candidate.end + 6]
        if self._is_figure(candidate, before) or (
            TALE_BEFORE.search(before) and TALE_BEHIND.match(behind)
        ):
            yield "creature"
        if self._says(SURNAMES_SPOKEN_OF, start, end):
            yield "surnames_spoken_of"

    def _is_stop(self, before: str, after: str, start: int, end: int) -> bool:
        """Whether a name in quotation marks stands among the stops of a bus."""
        is_quoted = before.endswith("「") and after.startswith("」")
        is_row = QUOTED_BESIDE.match(after) or QUOTED_BESIDE.search(before[-3:])
        return bool(is_quoted and is_row and STOPS.search(self._text, start, end))

    def _is_bound(self, candidate: Candidate, after: str) -> bool:
        """Whether a timetable or a sentence about a bus says where it goes."""
        is_goal = BOUND_FOR.search(candidate.text_in(self._text)) and DEPARTS.match(after)
        if not is_goal or FETCHED.search(self._text):
            return False
        return TIMETABLE.search(self._text) is not None

    def _is_figure(self, candidate: Candidate, before: str) -> bool:
        """Whether a name is a creature's or that of a figure on a stage."""
        if "known_surname" in candidate.evidence or candidate.evidence & PERSONS:
            return False
        if CREATURE_BEFORE.search(before):
            return True
        if not self._has_stage or not KANA_WORD.fullmatch(candidate.text_in(self._text)):
            return False
        low = max(0, candidate.start - STAGE_REACH)
        return STAGE.search(self._text, low, candidate.start) is not None

    def _is_sample(self, candidate: Candidate, start: int, end: int) -> bool:
        is_quoted = (
            self._text[candidate.start - 1 : candidate.start] in QUOTES
            or SAMPLE_GIVEN.search(self._text, candidate.start, candidate.end) is not None
        )
        return is_quoted and self._says(SAMPLE_SENTENCE, start, end)

    def _is_named_after_city(self, candidate: Candidate) -> bool:
        """若宮 太郎 in a form of 若宮市, or among ○○ and 記入例, is nobody."""
        surface = candidate.text_in(self._text)
        given = SAMPLE_GIVEN.search(surface)
        family = surface[: given.start()].rstrip(" ") if given else ""
        if not family or SAID_OF.match(self._text, candidate.end):
            return False
        around = self._text[max(0, candidate.start - SAMPLE_REACH) : candidate.end + SAMPLE_REACH]
        return BLANK_FORM.search(around) is not None or any(
            family + ending in self._text for ending in "市町村区県"
        )

    def _is_in_office(self, candidate: Candidate, before: str) -> bool:
        if self._is_council and COUNCIL_SPEAKER.search(before):
            return True
        if POLICY_SPEECH.match(self._text, candidate.end):
            return True
        behind = self._text[candidate.end : candidate.end + len("議員")]
        if self._is_council and behind.startswith(("君", "議員")) and COUNCIL_SEAT.search(before):
            return "番" in before[-6:] + candidate.text_in(self._text)[:1]
        return self._is_election and BALLOT.search(self._rest_of_line(candidate)) is not None

    def _sentence(self, candidate: Candidate) -> tuple[int, int]:
        starts = (self._text.rfind(mark, 0, candidate.start) for mark in "。\n")
        ends = (self._text.find(mark, candidate.end) for mark in "。\n")
        found = [end for end in ends if end >= 0]
        return max(starts) + 1, min(found, default=len(self._text))

    def _past(
        self, candidate: Candidate, start: int, end: int, before: str, after: str
    ) -> Iterator[str]:
        cues = [place for place, stop in self._history if start <= place and stop <= end]
        is_sure = any(SURELY_PAST.match(self._text, place) for place in cues)
        is_past = bool(cues) and (is_sure or self.history_cues(candidate) >= CUES_OF_PAST)
        is_today = self.kind != Genre.PUBLIC and self._says(TODAY, start, end)
        is_past = is_past and not is_today
        is_house = HOUSE_OF_OLD.match(after) is not None and self.kind != Genre.PRIVATE
        is_led = self._is_led(candidate, before)
        is_from_abroad = CALLED_FROM_ABROAD.search(before) and KANA_WORD.match(
            self._text, candidate.start
        )
        if (
            HISTORY_CALLING.search(before)
            or self._has_lived(after)
            or (HOUSE_OF_LORDS.match(after) and not self._is_child(start, end))
            or (MONUMENTS.match(after) and not is_today and not is_addressed(candidate))
            or (
                (is_led or is_from_abroad)
                and not is_today
                and self.history_cues(candidate) >= CUES_OF_PAST
            )
            or (is_past and is_house)
        ):
            yield "historical_calling"
        elif is_past:
            yield "history_around"

    def _has_lived(self, after: str) -> bool:
        """Whether the years of somebody's life stand behind the name, not those of a record."""
        if not LIFE_SPAN_AFTER.match(after) or OF_RECORD.match(after):
            return False
        is_told = self.kind == Genre.PUBLIC or self._has_works or bool(self._history)
        return is_told or OF_OUR_TIME.match(after) is None

    def _is_led(self, candidate: Candidate, before: str) -> bool:
        """Whether a list names those who followed somebody to war."""
        is_alone = WENT_ALONE.match(self._text, candidate.end) and not before.endswith(("、", "・"))
        return not is_alone and WENT_TO_WAR.match(self._text, candidate.end) is not None

    def _is_child(self, start: int, end: int) -> bool:
        """Whether what is called a young lord is a child or a neighbour of today."""
        return self._says(OF_CHILD, start, end)

    def _works(self, candidate: Candidate, before: str, after: str) -> Iterator[str]:
        titles = [one for one in self._titles if one[0] < candidate.start < candidate.end < one[1]]
        # 『佐藤花子』名義の通帳: a whole name alone in such brackets is mostly quoted.
        is_quoted = (candidate.start - 1, candidate.end + 1) in titles
        is_signed = is_quoted and (
            not WORK_CUE.search(self._text) or NAMED_BEHIND.match(self._text, candidate.end)
        )
        if titles and not is_signed:
            yield "in_title"
        elif self._is_of_story(candidate) or self._has_made(after):
            yield from ("in_title", "credited")
            return
        is_public = self._has_works or self.kind == Genre.PUBLIC
        if (
            self._is_work_of(candidate, after)
            or (is_public and WORK_IN_BRACKETS.match(after))
            or (self._has_works and self._is_maker(before, after))
        ):
            yield "credited"
            return
        if before.endswith(("「", "『")) and after.startswith(("」", "』")):
            yield "quoted"
        credit = CREDIT_BESIDE_TITLE if self._has_works else CREDIT
        if (
            credit.match(after)
            or ((self._has_works or self.kind) and CREDIT_BEFORE.search(before))
            or WORKS_LISTED.search(before[-24:] + "§" + after)
            or (self._has_works and after.startswith("「"))
            or (self._has_works and not self._is_lent and BEHIND_TITLE.search(before))
        ):
            yield "credited"

    def _is_work_of(self, candidate: Candidate, after: str) -> bool:
        """Whether a work or a stone is somebody's; who wants one put up or away is a resident."""
        work = WORK_OF.match(after)
        if work is None or not work.group().endswith("碑"):
            return work is not None
        start, end = self._sentence(candidate)
        return self.kind == Genre.PUBLIC or not self._says(TODAY, start, end)

    def _has_made(self, after: str) -> bool:
        """Whether a list of works says with a stroke who made one (大石 渚/絵)."""
        is_list = self._has_works and not self._is_lent
        return is_list and CREDIT_BEHIND_STROKE.match(after) is not None

    def _is_of_story(self, candidate: Candidate) -> bool:
        """Whether what a book or a film is about names somebody."""
        is_reader = candidate.evidence & (PERSONS - {"role_before"})
        if self._is_lent or not self._has_works or is_reader:
            return False
        start = self._text.rfind("\n", 0, candidate.start) + 1
        end = self._text.find("\n", candidate.end)
        if OF_READERS.search(self._text, start, end if end >= 0 else len(self._text)):
            return False
        if MADE_BY.search(self._text[max(0, start - MADE_BY_REACH) : start]):
            return True
        is_story = STORY.search(self._text[max(0, start - 1) : candidate.start]) is not None
        return is_story and SCREENED.search(self._text) is not None

    def _is_maker(self, before: str, after: str) -> bool:
        """Whether a list of books names who made one, or the house behind it."""
        if COLLECTION.match(after) or CREDIT_BEHIND_STROKE.match(after):
            return True
        return "(" in before and PUBLISHER.match(after) is not None

    def _rest_of_line(self, candidate: Candidate) -> str:
        end = self._text.find("\n", candidate.end)
        return self._text[candidate.end : end if end >= 0 else len(self._text)]


def is_addressed(candidate: Candidate) -> bool:
    """Whether somebody is called by an honorific, entered in a form or written to."""
    return not candidate.evidence.isdisjoint(PERSONS)


def said_of(before: str, after: str) -> Iterator[str]:
    """What the words around a name make of it: a pet, a word, a place, somebody who acts."""
    if PET_NAME.match(after) and (CREATURE.search(before[-16:]) or CREATURE.search(after[:16])):
        yield "creature"
    if SAID_OTHERWISE.match(after) or (before.endswith("「") and SAMPLE_AFTER.match(after)):
        yield "said_otherwise"
    if PLACE_PARTICLE.match(after):
        yield "where"
    elif HAS.match(after):
        yield "person_noun"
    elif ACTS.match(after) or SPOKEN.match(after):
        yield "person_action"
    elif SUBJECT.match(after):
        yield "subject"
    if CHILD.match(after):
        yield "child_honorific"
