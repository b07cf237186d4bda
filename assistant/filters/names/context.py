"""What the sentence, the line and the whole text around a name are about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.genre import Genre
from assistant.filters.names.candidates import KANJI, KATAKANA, Candidate
from assistant.filters.names.dictionary import Known, name_dictionary
from assistant.filters.names.lines import lines_of
from assistant.filters.names.past import Past
from assistant.filters.names.published import OF_THE_PAST
from assistant.filters.names.things import is_whole
from assistant.filters.names.wording import KANA_WORD, TODAY, Wording, is_addressed
from assistant.filters.names.words import (
    CREATURES,
    NOT_A_PERSON_SAID,
    PERSON_NOUNS,
    PERSON_VERBS,
    PUBLIC_FIGURES,
)
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
# 諸城市議会での、川端の施政方針: whoever says it is the mayor.
POLICY_SPEECH = re.compile("の(?:施政方針|所信表明|市政執行方針|町政執行方針)")
FIGURE = re.compile(quick("|".join(PUBLIC_FIGURES)))
# 冬季オリンピックで金メダルを獲得した, and the city's honours; ジュニアオリンピック is pupils'.
MEDAL = re.compile(
    "(?:(?<![一-龥ァ-ヶー])|[夏冬]季|東京|北京|パリ|リオ|ロンドン|ソチ|平昌|長野|札幌)"
    "(?:オリンピック(?!ス)|パラリンピック)[^。\n]{0,30}[金銀銅]メダル[^。\n]{0,6}(?:獲得|輝)"
    f"[^。\n]{{0,24}}?(?P<name>(?<![{KANJI}])[{KANJI}]{{3,6}})選手"
)
# Who comes to the counter with a medal is a resident.
OF_RESIDENT = re.compile(
    "届[出を]|申請|申し?出|苦情|来[庁所]|住民票|手当|滞納|相談|連絡先|実家|自宅"
)
HONOURED = re.compile("栄誉賞|名誉[市町村県]民|[市町村]民[^。\n]{0,6}パレード")
CREATURE = re.compile(quick("|".join(CREATURES)))
BALLOT = re.compile("無所属|[0-9,.] ?票")
ELECTION = re.compile(quick("開票|選挙公報|立候補|得票|当選者|候補者名簿"))
SAID_OTHERWISE = re.compile(f'[」』"]?(?:は|という|とは|って)(?:{"|".join(NOT_A_PERSON_SAID)})')
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
# 「早見さんにつないで」と言われたら: what somebody may say one day.
MAY_SAY = re.compile(
    "(?:さん|様|氏)[^「」\n]{0,16}」と(?:言|聞|尋ね|たず|頼|求め)[^。\n]{0,5}(?:たら|場合|とき)"
)
# 算数 … ゆみさんは36本、けんじさんは2倍: an exercise, whose children are nobody's.
EXERCISE = re.compile("文章題|計算問題|例題|算数の問題|教材")
HOW_MANY = re.compile(
    "(?:いくら|いくつ|何[^。\n]{1,8}?|どれだけ)(?:です|かかります|なります|あります)か"
)
MEASURED = re.compile("[0-9]+ ?(?:個|本|円|枚|冊|倍|k?m|km|kg|g|L|dL|分|cm)(?![生月日])")
LEAST_MEASURED = 2
SAMPLE_WORD = re.compile("(?:試験|テスト|見本|サンプル|ダミー|架空) $")
# 太郎淵 … 人の名ではない。: the line says so of a word nothing else calls somebody's name.
NO_NAME_SAID = re.compile("人の?名(?:前)?(?:の[^。\n]{0,10})?では(?:ない|ありません|なく)")
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
    "|ネコ|いぬ|イヌ|飼い[犬猫]|愛[犬猫]|看板[犬猫]|[盲聴]導犬|介助犬|警察犬|救助犬|かえる|カエル|ぞう|ゾウ|ペンギン|パンダ|恐竜|妖精|天狗|雷神|忍者)の$"
)
STAGE = re.compile(quick("歌劇|オペラ|ミュージカル|バレエ|人形劇|戯曲|童話|紙芝居|朗読劇"))
STAGE_REACH = 150
PET_NAME = re.compile("」?(?:くん|ちゃん|君|さん家)")
ACTS = re.compile(
    f"(?:が|は|も|から|に|を|と|へ)[^。\n]{{0,22}}?(?:{'|'.join(sorted(set(PERSON_VERBS)))})"
)
# 早見が処理済み, 早見と確認。: what was done of it.
HAS_DONE = re.compile(
    "が[^。\nはが、]{0,8}?(?:処理|対応|確認|連絡|入力|受付|受領|発送|送付|回答|作成|修正|記入|登録|手配|回収|説明|案内|聴取)(?:済|ずみ)"
    "|と(?:内容を|数を|電話で)?確認(?:し|済|。|、|$)"
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
PLACE_PARTICLE = re.compile(
    rf"(?:では|での|方面|から[{KANJI}]{{1,4}}(?:まで|へ|間)|間の|と[{KANJI}{KATAKANA}]{{1,6}}の間|地内|と(?:結(?!婚)|合流)|は[、]?市の"
    r"|の(?:各|両|[0-9一二三四五六七八九十]+)?(?:集落|地区|地域|果樹園|停留所|団地|里|滝|大|農地|山|沢|水源)"
    r"|で(?:降り|乗|開催|採|栽培|確認|発生|増|減))"
)
NEAR = 40


class TextContext:
    """Reads one text for what it is about. Built once per text."""

    def __init__(self, text: str) -> None:
        self._wording = Wording(text)
        self._works = Works(self._wording)
        self._past = Past(self._wording, has_works=self._works.has_any)
        self._is_council = COUNCIL.search(text) is not None
        self._has_stage = bool(self._works.titles) and STAGE.search(text) is not None
        self._is_election = ELECTION.search(text) is not None
        self._champions = frozenset(champions(text))
        self._has_exercise = bool(EXERCISE.search(text) and HOW_MANY.search(text))
        self._words = frozenset(found["word"] for found in TOLD_AS_WORD.finditer(text))

    def history_cues(self, candidate: Candidate) -> int:
        """How often the text speaks of the past around a candidate."""
        return self._past.cues_around(candidate)

    def evidence(self, candidate: Candidate) -> Iterator[str]:
        """Names of the evidence the text around one candidate gives."""
        if self._wording.kind:
            yield self._wording.kind.value
        start, end = self._wording.sentence(candidate)
        before = self._wording.text[max(start, candidate.start - NEAR) : candidate.start]
        after = self._wording.text[candidate.end : min(end, candidate.end + NEAR)]
        yield from self._past.evidence(candidate, start, end, before, after)
        yield from self._works.evidence(candidate, before, after)
        if self._is_in_office(candidate, before):
            yield "official"
        if FIGURE.search(before) or FIGURE.search(after[:16]):
            yield "public_figure"
        if candidate.text_in(self._wording.text) in self._champions:
            yield "known_to_all"
        yield from said_of(before, after)
        yield from self._named_things(candidate, after)
        yield from self._stops_and_figures(candidate, start, end)
        may_say = before.endswith("「") and MAY_SAY.match(after) is not None
        if may_say or self._is_sample(candidate, start, end) or self._is_of_exercise(candidate):
            yield "shown_as_sample"
        if self._is_named_after_city(candidate):
            yield "named_after_city"
        behind = FIGURES_BEHIND.match(self._wording.text, candidate.end)
        if behind and LINE_START.search(before[-6:] or "\n"):
            yield "figures_behind"

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

    def _is_team(self, candidate: Candidate) -> bool:
        """Whether the line says who came first and third, and other teams stand in it."""
        # マリア早見: a given name glued to a family's is no team's.
        head = KATAKANA_HEAD.match(candidate.text_in(self._wording.text))
        if head and name_dictionary().known(head[0]) & (Known.GIVEN | Known.SURNAME):
            return False
        start = self._wording.text.rfind("\n", 0, candidate.start) + 1
        line = self._wording.text[start : candidate.end] + self._wording.rest_of_line(candidate)
        return bool(PLACED.search(line) and TEAM_BESIDE.search(line))

    def _stops_and_figures(self, candidate: Candidate, start: int, end: int) -> Iterator[str]:
        before = self._wording.text[max(start, candidate.start - NEAR) : candidate.start]
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

    def _is_sample(self, candidate: Candidate, start: int, end: int) -> bool:
        is_quoted = (
            self._wording.text[candidate.start - 1 : candidate.start] in QUOTES
            or SAMPLE_GIVEN.search(self._wording.text, candidate.start, candidate.end) is not None
        )
        return is_quoted and self._wording.says(SAMPLE_SENTENCE, start, end)

    def _is_of_exercise(self, candidate: Candidate) -> bool:
        """Whether a given name alone stands in a line of an exercise full of figures."""
        is_family = candidate.evidence & {"known_surname", "tag_surname", "pair"}
        if is_family or not self._has_exercise:
            return False
        start = self._wording.text.rfind("\n", 0, candidate.start) + 1
        line = self._wording.text[start : candidate.end] + self._wording.rest_of_line(candidate)
        return len(MEASURED.findall(line)) >= LEAST_MEASURED and not TODAY.search(line)

    def _is_named_after_city(self, candidate: Candidate) -> bool:
        """若宮 太郎 in a form of 若宮市, or among ○○ and 記入例, is nobody."""
        surface = candidate.text_in(self._wording.text)
        given = SAMPLE_GIVEN.search(surface)
        family = surface[: given.start()].rstrip(" ") if given else ""
        if given and not family:
            # 試験 太郎 様 among ○○市.
            word = SAMPLE_WORD.search(self._wording.text[: candidate.start][-NEAR:])
            family = word.group().rstrip(" ") if word else ""
        if not family or SAID_OF.match(self._wording.text, candidate.end):
            return False
        around = self._wording.text[
            max(0, candidate.start - SAMPLE_REACH) : candidate.end + SAMPLE_REACH
        ]
        return BLANK_FORM.search(around) is not None or any(
            family + ending in self._wording.text for ending in "市町村区県"
        )

    def _is_in_office(self, candidate: Candidate, before: str) -> bool:
        if self._is_council and COUNCIL_SPEAKER.search(before):
            return True
        if POLICY_SPEECH.match(self._wording.text, candidate.end):
            return True
        behind = self._wording.text[candidate.end : candidate.end + len("議員")]
        if self._is_council and behind.startswith(("君", "議員")) and COUNCIL_SEAT.search(before):
            return "番" in before[-6:] + candidate.text_in(self._wording.text)[:1]
        return (
            self._is_election and BALLOT.search(self._wording.rest_of_line(candidate)) is not None
        )


def champions(text: str) -> Iterator[str]:
    """Who won a medal at the Olympic Games, where a city honours it in public."""
    if HONOURED.search(text) and not OF_RESIDENT.search(text):
        yield from (found["name"] for found in MEDAL.finditer(text))


def creature_of(before: str, after: str) -> Iterator[str]:
    """Whether a shrine or an animal is said to be called so, or an animal stands beside a name."""
    if CREATURE_CALLED.search(before) and CALLED_SO.match(after):
        yield "mascot"
    elif PET_NAME.match(after) and (CREATURE.search(before[-16:]) or CREATURE.search(after[:16])):
        yield "creature"


def said_of(before: str, after: str) -> Iterator[str]:
    """What the words around a name make of it: a pet, a word, a place, somebody who acts."""
    yield from creature_of(before, after)
    if SAID_OTHERWISE.match(after) or (before.endswith("「") and SAMPLE_AFTER.match(after)):
        yield "said_otherwise"
    if PLACE_PARTICLE.match(after):
        yield "where"
    elif HAS.match(after):
        yield "person_noun"
    elif ACTS.match(after) or HAS_DONE.match(after) or SPOKEN.match(after):
        yield "person_action"
    elif SUBJECT.match(after):
        yield "subject"
    if CHILD.match(after):
        yield "child_honorific"
