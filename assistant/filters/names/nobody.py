"""Names that are nobody's: words, mountains, teams, stops, events, animals, figures of a tale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import Genre
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, name_dictionary
from assistant.filters.names.lines import lines_of
from assistant.filters.names.published import OF_THE_PAST
from assistant.filters.names.things import is_whole
from assistant.filters.names.wording import KANA_WORD, Wording, is_addressed
from assistant.filters.names.words import CREATURES
from assistant.filters.names.works import Works

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
CREATURE = re.compile(quick("|".join(CREATURES)))
# ほこらを、地元では「すいじんさん」と呼ぶ, 三毛を『ミケさん』と呼ぶ: what is called so.
CREATURE_CALLED = re.compile(
    "(?:ほこら|祠|地蔵|石仏|石像|お堂|巨木|大木|神様|猫|ねこ|ネコ|犬|いぬ|イヌ|茶トラ|三毛|うさぎ|ウサギ|ヤギ"
    "|カメ|鳥|牛|馬)(?:の(?:[ァ-ヶー]{1,4}|子|親|雄|雌))?を、?[^。\n「」『』を男女称乗]{0,14}[「『]$"
)
CALLED_SO = re.compile("(?:さん|様|さま|君|くん|ちゃん)[」』]と(?:呼|名付|名づけ|親しま)")
# 名称は「原」の一字です。「原さん」ではありません: a word is spoken of.
TOLD_AS_WORD = re.compile(
    "(?:名称|(?:[駅町店園橋池川山館路]|地区|公園|施設)の?名前?|地名|字名|屋号)は、?「(?P<word>[^「」\n]{1,6})」の[一二三四]字"
)
NOT_SOMEBODY = re.compile("(?:さん|様|君|くん)[」』]では(?:ありません|ない|なく)")
# 高野豆腐の「高野」が名字だと: a part of the word before it.
WORD_QUOTED = re.compile(f"(?P<word>[{KANJI}]{{1,4}}[{KANJI}{KATAKANA}]{{1,4}})の「$")
ASKED_OF_WORD = re.compile(
    "」(?:が|は|の|という)[^。\n]{0,8}(?:名字|苗字|[一-龥]の?字|読み|漢字|由来|意味|語源)"
)
# 太郎淵 … 人の名ではない。: the line says so of a word nothing else calls somebody's name.
NO_NAME_SAID = re.compile("人の?名(?:前)?(?:の[^。\n]{0,10})?では(?:ない|ありません|なく)")
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
# 「前田」「今井医院前」は…停まります: stops of a line, one beside the other.
QUOTED_BESIDE = re.compile("」[、・と]?「")
STOPS = re.compile(quick("停まり|停まる|停車|停留所|バス停|乗り場|乗降|のりば|通過|経由"))
CREATURE_BEFORE = re.compile(
    "(?<![ぁ-んァ-ヶー一-龥])(?:かっぱ|カッパ|河童|たぬき|タヌキ|きつね|キツネ|うさぎ|ウサギ|くま|クマ|ねこ"
    "|ネコ|いぬ|イヌ|飼い[犬猫]|愛[犬猫]|看板[犬猫]|[盲聴]導犬|介助犬|警察犬|救助犬|かえる|カエル|ぞう|ゾウ|ペンギン|パンダ|恐竜|妖精|天狗|雷神|忍者)の$"
)
STAGE = re.compile(quick("歌劇|オペラ|ミュージカル|バレエ|人形劇|戯曲|童話|紙芝居|朗読劇"))
STAGE_REACH = 150
PET_NAME = re.compile("」?(?:くん|ちゃん|君|さん家)")
# その先生の名, 大山の頂が見える, 3位 ヴェルデ大石: a word that points, a mountain, a team.
POINTS = frozenset(("その", "この", "あの", "どの"))
POINTED_AT = re.compile("先生|方(?![法向針式面])")
MOUNTAIN = re.compile("(?:[山岳峰嶺]|富士)$")
OF_MOUNTAIN = re.compile(
    "の(?:頂(?![いきくけこ戴])|山頂|稜線|山容|中腹|山腹|裾野|山麓|麓|ふもと|噴火|冠雪|登山道)"
)
TEAM = re.compile("[ァ-ヺー]{2,}[一-龥]{1,4}")
KATAKANA_HEAD = re.compile("[ァ-ヺー]+")
PLACED = re.compile("優勝|[1-9]位")
TEAM_BESIDE = re.compile(
    "FC|SC|[A-Z]{2,3}(?=[ 、\n])|イレブン|キッカーズ|クラブ|ジュニア|スポ少|少年団"
)
# 勝海舟 日記: what is left of somebody everybody knows.
OLD_THING = re.compile(
    "日記|書簡|書状|筆|画|肖像|写真|像|自筆|遺品|所用|伝|作|銘|書|宛|墨跡|短冊|色紙|自画像|年譜|蔵書"
)
NEAR = 40
KANJI_BEFORE = re.compile(f"[{KANJI}]$")
# 早見建第214号: the sign of a document, made of what offices are called in short.
DOCUMENT_SIGN = re.compile(" ?第[0-9一二三四五六七八九十百〇]{1,6}号(?!議案|室|車|館)")
SIGN = re.compile(f"[{KANJI}]{{1,5}}")
# 記号・番号 早国 509…: the sign of an insurance card.
CARD_SIGN_BEFORE = re.compile("記号(?:[・と及び]{0,2}番号)?[ :はが「]{1,3}$")
CARD_NUMBER = re.compile("[」 ]{0,2}[0-9]")
# 「早見みのり丼」, 「汁や 早見松」: a dish and a house that serves it.
QUOTES = ("「", "『")
# 覚 日, 場 所: the label of a form, its two characters set apart, one of several.
SPREAD_LABEL = re.compile(
    f"^ *(?P<first>[{KANJI}]) {{1,2}}(?P<second>[{KANJI}])(?:  |[::])", re.MULTILINE
)
# 題:…, 日:…, 所:…: labels of one character, each at the head of a line of a leaflet.
SHORT_LABEL = re.compile(
    "^[ ・■◆●○◯*-]{0,3}(?P<label>[題日時所場会費料問申対定主師講持期備他内先締]) ?:", re.MULTILINE
)
# … beside which longer ones say that it is one.
LEAFLET_LABEL = re.compile(
    "^[ ・■◆●○◯*-]{0,3}(?:催し|日時|と ?き|場所|ところ|会場|講師|先生|内容|対象|定員|費用|参加費"
    "|持ち物|申込み?|問合せ|締切|主催) ?:",
    re.MULTILINE,
)
LEAST_LABELS = 3
# 若葉山の家: a house for many, of whose name the end alone was read as a family's …
HOUSE_FOR_MANY = re.compile("の(?:家(?![族庭具屋計賃主])|里(?!帰)|森|丘|郷)")
# … 故早見の家, 隣人早見の家: but somebody's, where a word for a person stands before the name.
PERSON_BEFORE = re.compile("[者人員長師士主故元前兄弟姉妹夫妻父母子客友]$")
# 早見邸(旧・早見銀行頭取の別邸): a mansion spoken of for what it was.
MANSION = re.compile("邸\\(旧・")
READ_IN_WHOLE = frozenset(("model", "label_cell", "role_before", "title_after", "honorific"))
DISH = re.compile(
    f"[{KANJI}{KATAKANA}]{{0,4}}(?:丼|鍋|汁|飯|ごはん|うどん|そば|麺|ラーメン|カレー|コロッケ"
    "|サラダ|スープ|プリン|ジャム|パン|餅|もち|団子|だんご|弁当|定食|漬け?|焼き?|煮|揚げ?|茶|酒|最中|饅頭|まんじゅう|せんべい)[」』]"
)
HOUSE_BEFORE = re.compile(f"[「『][{KANJI}{KATAKANA}ぁ-ん]{{1,6}}[や屋処亭庵房] ?$")
# 早見の通学路: of streets and stops there are no owners.
ROAD_BEHIND = re.compile(
    "の(?:通学路|踏切|交差点|横断歩道|歩道橋|信号|バス停|停留所|県道|国道|駅前|集会所|公民館|市民センター|[小中]学校)"
)


class Nobody:
    """Reads one text for what only looks like somebody. Built once per text."""

    def __init__(self, wording: Wording, works: Works) -> None:
        self._wording = wording
        self._has_stage = bool(works.titles) and STAGE.search(wording.text) is not None
        labels = [
            found.span()
            for found in SPREAD_LABEL.finditer(wording.text)
            if is_label(found["first"] + found["second"])
        ]
        short = list(SHORT_LABEL.finditer(wording.text))
        labelled = {one.group().strip() for one in LEAFLET_LABEL.finditer(wording.text)}
        is_leaflet = len({one["label"] for one in short} | labelled) >= LEAST_LABELS
        self._labels = labels if len(labels) >= LEAST_LABELS else []
        self._labels += [one.span() for one in short] if is_leaflet else []
        self._words = frozenset(found["word"] for found in TOLD_AS_WORD.finditer(wording.text))

    def evidence(
        self, candidate: Candidate, start: int, end: int, before: str, after: str
    ) -> Iterator[str]:
        """What a name is instead of somebody's.

        Args:
            candidate: where the name stands.
            start: of its sentence.
            end: of its sentence.
            before: the words before the name, in the sentence.
            after: the words behind it, in the sentence.
        """
        yield from called_so(candidate.text_in(self._wording.text), before, after)
        yield from self._named_things(candidate, after)
        yield from self._stops_and_figures(candidate, start, end, before)

    def _named_things(self, candidate: Candidate, after: str) -> Iterator[str]:
        """Whether the word only points, or names a mountain, a team or what somebody left."""
        surface = candidate.text_in(self._wording.text)
        if surface in POINTS and POINTED_AT.match(after):
            yield "stop_word"
        is_mountain = MOUNTAIN.search(surface) and OF_MOUNTAIN.match(after)
        is_team = TEAM.fullmatch(surface) and self._is_team(candidate)
        # Who is called so in the same text is neither.
        if (is_mountain or is_team) and not self._wording.calls(surface):
            yield "place_or_organisation"
        if self._is_spoken_of(candidate, surface, after) and not self._wording.calls(surface):
            yield "stop_word"
        if lines_of(self._wording.text).holds(NO_NAME_SAID, candidate.start):
            yield "said_otherwise"
        if any(one <= candidate.start and candidate.end <= end for one, end in self._labels):
            yield "stop_word"
        is_mansion = MANSION.match(self._wording.text, candidate.end) is not None
        if is_mansion or self._is_house_for_many(candidate):
            yield "place_or_organisation"
        first, _, thing = surface.partition(" ")
        if first in OF_THE_PAST and OLD_THING.match(thing):
            yield "historical"

    def _is_spoken_of(self, candidate: Candidate, surface: str, after: str) -> bool:
        """Whether a word is what the text speaks of: it is called so, or is part of another."""
        before = self._wording.text[max(0, candidate.start - NEAR) : candidate.start]
        if surface in self._words and before.endswith("「"):
            return after.startswith("」") or NOT_SOMEBODY.match(after) is not None
        word = WORD_QUOTED.search(before)
        return bool(word and surface in word["word"] and ASKED_OF_WORD.match(after))

    def _is_house_for_many(self, candidate: Candidate) -> bool:
        """Whether a name begins within a word that ends as such houses are called."""
        before = self._wording.text[max(0, candidate.start - 2) : candidate.start]
        is_within = KANJI_BEFORE.search(before) and not PERSON_BEFORE.search(before)
        is_house = HOUSE_FOR_MANY.match(self._wording.text, candidate.end)
        return bool(is_within and is_house) and not candidate.evidence & READ_IN_WHOLE

    def _is_team(self, candidate: Candidate) -> bool:
        """Whether the line says who came first and third, and other teams stand in it."""
        # マリア早見: a given name glued to a family's is no team's.
        head = KATAKANA_HEAD.match(candidate.text_in(self._wording.text))
        if head and name_dictionary().known(head[0]) & (Known.GIVEN | Known.SURNAME):
            return False
        start = self._wording.text.rfind("\n", 0, candidate.start) + 1
        line = self._wording.text[start : candidate.end] + self._wording.rest_of_line(candidate)
        return bool(PLACED.search(line) and TEAM_BESIDE.search(line))

    def _stops_and_figures(
        self, candidate: Candidate, start: int, end: int, before: str
    ) -> Iterator[str]:
        """Whether a stop, a goal of a bus, an event or a figure of a tale is called so."""
        after = self._wording.text[candidate.end : end]
        if self._is_stop(before, after, start, end) or self._is_bound(candidate, after):
            yield "place_lead"
        is_public = self._wording.kind == Genre.PUBLIC
        is_meeting = ORDINAL_BEFORE.search(before) is not None
        if EVENT_BEHIND.match(after) and (
            (is_public and is_meeting) or ((is_public or is_meeting) and not is_whole(candidate))
        ):
            yield "place_or_organisation"
        behind = self._wording.text[candidate.end : candidate.end + 6]
        if self._is_figure(candidate, before) or (
            TALE_BEFORE.search(before) and TALE_BEHIND.match(behind)
        ):
            yield "creature"
        if self._wording.says(SURNAMES_SPOKEN_OF, start, end):
            yield "surnames_spoken_of"

    def _is_stop(self, before: str, after: str, start: int, end: int) -> bool:
        """Whether a name in quotation marks stands among the stops of a bus."""
        is_quoted = before.endswith("「") and after.startswith("」")
        is_row = QUOTED_BESIDE.match(after) or QUOTED_BESIDE.search(before[-3:])
        return bool(is_quoted and is_row and STOPS.search(self._wording.text, start, end))

    def _is_bound(self, candidate: Candidate, after: str) -> bool:
        """Whether a timetable or a sentence about a bus says where it goes."""
        is_goal = BOUND_FOR.search(candidate.text_in(self._wording.text)) and DEPARTS.match(after)
        if not is_goal or FETCHED.search(self._wording.text):
            return False
        return TIMETABLE.search(self._wording.text) is not None

    def _is_figure(self, candidate: Candidate, before: str) -> bool:
        """Whether a name is a creature's or that of a figure on a stage."""
        if "known_surname" in candidate.evidence or is_addressed(candidate):
            return False
        if CREATURE_BEFORE.search(before):
            return True
        if not self._has_stage or not KANA_WORD.fullmatch(candidate.text_in(self._wording.text)):
            return False
        low = max(0, candidate.start - STAGE_REACH)
        return STAGE.search(self._wording.text, low, candidate.start) is not None


def is_label(word: str) -> bool:
    """Whether two characters set apart are a word of the language and nobody's name."""
    readings = name_dictionary().known(word)
    return bool(readings & (Known.COMMON | Known.OTHER)) and not readings & Known.SURNAME


def called_so(surface: str, before: str, after: str) -> Iterator[str]:
    """Whether a document, a dish, a house or a street bears the name."""
    is_card = CARD_SIGN_BEFORE.search(before) and CARD_NUMBER.match(after)
    is_sign = DOCUMENT_SIGN.match(after) or is_card
    if SIGN.fullmatch(surface) and is_sign:
        yield "stop_word"
    is_dish = before.endswith(QUOTES) and DISH.match(after)
    if is_dish or (HOUSE_BEFORE.search(before) and after.startswith(("」", "』"))):
        yield "place_or_organisation"
    if ROAD_BEHIND.match(after):
        yield "place_lead"


def creature_of(before: str, after: str) -> Iterator[str]:
    """Whether a shrine or an animal is said to be called so, or an animal stands beside a name."""
    if CREATURE_CALLED.search(before) and CALLED_SO.match(after):
        yield "mascot"
    elif PET_NAME.match(after) and (CREATURE.search(before[-16:]) or CREATURE.search(after[:16])):
        yield "creature"
