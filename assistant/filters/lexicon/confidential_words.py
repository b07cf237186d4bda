"""Words that mark a document as confidential, and what tells a marking from talk about it."""

from __future__ import annotations

# Stand as a reason in the findings: who passes on a marked document keeps it marked.
MARKING = "marking of the document"

# The default of `confidentiality_marks`: markings that need no brackets around them.
CONFIDENTIALITY_MARKS = (
    "取扱注意", "取扱い注意", "取り扱い注意", "取扱厳重注意", "部外秘", "社外秘", "庁外秘",
    "課外秘", "対外秘", "関係者外秘", "関係者限り", "庁内限り", "部内限り", "課内限り", "内部限り",
    "局内限り", "極秘",
    "厳秘", "丸秘", "マル秘", "機密性3", "機密性3A", "機密性3B", "機密性3C", "自治体機密性3",
    "自治体機密性3A", "自治体機密性3B", "自治体機密性3C", "持出禁止", "持ち出し禁止", "持出し禁止",
    "庁外持出禁止", "庁外持ち出し禁止", "関係者以外閲覧禁止", "外部提供禁止", "複写厳禁",
    "複製厳禁", "持出厳禁", "持ち出し厳禁", "口外無用", "口外厳禁", "他言無用", "公表不可",
    "開示不可", "関係課限り", "関係部課限り", "庁内関係者限り", "職員限り", "職員のみ閲覧可",
    "出席者限り", "委員限り", "極秘資料", "極秘文書", "部外秘資料", "会議後回収", "転送禁止",
    "STRICTLY CONFIDENTIAL", "CONFIDENTIAL", "INTERNAL USE ONLY", "FOR INTERNAL USE ONLY",
    "FOR OFFICIAL USE ONLY", "DO NOT DISTRIBUTE", "TLP:RED", "TLP:AMBER",
)  # fmt: skip

# Markings only where brackets set them apart as a stamp: alone they are everyday words.
STAMPS_ONLY = (
    "秘", "機密", "非公開", "非公表", "未公表", "公表前", "公開前", "複写禁止", "複製禁止",
    "要回収", "回収資料", "内部資料", "庁内資料", "開札前", "解禁前",
)  # fmt: skip

# What a fragile parcel bears beside 取扱注意.
PARCEL_WORDS = (
    "割れ物", "われもの", "ワレモノ", "壊れ物", "こわれもの", "コワレモノ", "天地無用",
    "精密機器", "精密機械", "火気厳禁", "水濡れ", "水ぬれ", "下積", "横積", "ガラス", "陶器",
    "生もの", "なまもの", "冷蔵", "冷凍", "要冷", "荷札", "梱包", "段ボール", "運送", "宅配",
    "搬入", "配送", "危険物", "薬品", "劇物", "毒物", "高温", "感電", "刃物",
)  # fmt: skip

# Prices that stay secret until the tenders are opened.
SECRET_PRICES = (
    "予定価格", "積算した金額", "積算した価格", "積算額", "最低制限価格", "最低制限の基準",
    "最低制限額", "低入札価格調査基準価格", "調査基準価格", "失格基準価格", "入札書比較価格",
    "設計金額", "設計価格", "設計額", "積算金額", "積算価格", "予定単価",
)  # fmt: skip

# Secret prices only where it is said that they are: elsewhere everybody's.
PRICES_IF_SAID = ("上限額", "上限金額", "上限価格", "見積額", "見積金額", "想定価格", "基準額")
