"""Labels and words that make a contact or an address everybody's."""

from __future__ import annotations

import re

from assistant.filters.recognizers.persons_beside import is_told_of_person

CONTACT_LABEL = re.compile(
    "(?:申込(?:み|先)?|申し込み(?:先)?|問合せ(?:先)?|問い合わせ(?:先)?|お問合せ"
    "|予約(?:先)?|受付(?:電話|番号)?|主催"
    "|事務局|窓口|代表(?:電話|番号)?|直通|通報先|相談先|相談電話|ホットライン|ダイヤル"
    "|コールセンター|三者通話|(?<![一-龥])(?:(?:夜間|休日|平日)の?)?(?:宿直|当直)室?)"
    "(?:の)?(?:電話|TEL|Tel|連絡先)?(?:番号)?$"
)
# 教頭(0748-…), 国際交流員(…), 介護保険課長 電話 …: a post of an office, no name beside it.
POST_ANSWERS = re.compile(
    "(?:^|[、。 ・「はにへ])(?:担当の?)?"
    "(?:教頭|校長|園長|国際交流員|(?:専門|消費生活|就労|生活)?(?:相談|支援|指導)員|保健師|司書|学芸員)"
    "(?:先生)?[ (]{1,2}$"
    "|[一-龥ー](?:[課係室局館所園]|センター)長[ 　:]{1,3}(?:(?:電話|TEL|Tel|内線)[: ]{0,2})?$"
)
# コラボ21 会議室, ひばりプラザ 3階: a house of rooms behind an address.
ROOMS_BEHIND = re.compile(
    "^ ?[一-龥々ぁ-んァ-ヶーA-Za-z]{2,14}[0-9]{0,3} ?(?:[大中小第]?[0-9]?(?:会議|研修|多目的)室)"
)
FACILITY_OWN = re.compile(
    "(?:^|[。、\n（(「]|(?<![一-龥]))(?:当?[園課係]|当?校|当?院|当?館|当?店|当?社|当?施設|会場|店舗"
    "|寺|役場|役所|団体|[^ 。、\n]{0,8}(?:クラブ|教室|塾|サロン|学童|工房))"
    "の(?:代表)?(?:電話(?:番号)?|連絡先|TEL|FAX|住所|所在地)[はが:= ]{0,2}$"
)
# 工事場所 and the like: where something public stands or takes place.
PLACE_LABEL = re.compile(
    "(?:(?:工事|施工|開催|集合|設置|建設|実施|作業|展示|販売)(?:場所|箇所|会場|位置)|会場"
    "|建設地|計画地"
    "|予定地|事業地|位置)(?:は)?$"
)
# 所在地 and the like say where something stands; a person's house and land are the person's.
SITE_LABEL = re.compile(
    "(?<!物件)(?<!家屋)(?<!土地)(?<!資産)(?:所在地?|位置図?|ところ|とき・ところ)(?:は)?$"
)
# お問合せは、お電話(…: the label, and by what means.
ASKED_BY_PHONE = re.compile(
    "(?:問い?合わ?せ|申し?込み?|予約|応募)(?:先)?は、?お?(?:電話|TEL|Tel)(?:で|にて)?[(: ]{0,2}"
    "(?:[0-9-]{9,13}、 ?){0,3}$"
)
# 所在 … 空き家: somebody's house, whoever writes down where it is.
SOMEBODYS_HOUSE = re.compile("^[ 、,(の]{0,2}(?:空き?家|民家|居宅|ごみ屋敷|浄化槽)")
# 34.33681,134.05585,北町墓地: a line of open data about a place everybody may go to.
LATITUDE = r"(?:2[0-9]|3[0-9]|4[0-5])\.[0-9]{4,9}"
LONGITUDE = r"(?:12[2-9]|1[34][0-9]|15[0-4])\.[0-9]{4,9}"
COORDINATES = re.compile(
    rf"(?<![0-9.])(?:{LATITUDE}[\", \t]{{1,5}}{LONGITUDE}|{LONGITUDE}[\", \t]{{1,5}}{LATITUDE})"
)
OPEN_PLACE = re.compile(
    "(?:墓地|霊園|公園|広場|クラブ|学校|[小中]学|保育[園所]|幼稚園|こども園|集会所|会館|公民館|センター|図書館|体育館"
    "|役場|支所|出張所|屯所|避難所|駅|停留所|農園|トイレ|駐車場|店舗?|病院|医院|薬局|施設|避難場所|避難ビル|憩いの家"
    "|グラウンド|グランド|振興局|事務所|庁舎|処理場|浄水場|ロビー|ホール|寺|神社|農道"
    '|AED)[,"\t]'
)
# Whoever keeps such a place may live there.
KEEPER = re.compile("通報者|設置者|所有者|管理者|発見|住職|総代|連絡員|保管者")
PLACE_BEHIND = re.compile(
    "^[ ]?(?:の)?(?:地先|先(?=から|まで|の|[、。) ~-]|$)|地内|[外他ほか]{1,2}[0-9]*筆)"
)


def public_label(label: str, sentence: str, behind: str) -> str | None:
    """Why the label before a place, or the words directly behind it, make it public; or none."""
    if SOMEBODYS_HOUSE.match(behind):
        return None
    is_site = PLACE_BEHIND.search(behind) and not is_told_of_person(sentence)
    if is_site or PLACE_LABEL.search(label) or SITE_LABEL.search(label):
        return "public place"
    if ROOMS_BEHIND.match(behind) or POST_ANSWERS.search(sentence):
        return "office or facility beside it"
    if CONTACT_LABEL.search(label) or FACILITY_OWN.search(sentence) or is_asked(sentence):
        return "label of an office's contact"
    return None


def is_asked(sentence: str) -> bool:
    """Whether the words before a number say where everybody may ask or apply."""
    return ASKED_BY_PHONE.search(sentence) is not None and not is_told_of_person(sentence)
