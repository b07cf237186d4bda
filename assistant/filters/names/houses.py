"""Houses, shops, teams and branches that are called by a family's name or by a place's."""

from __future__ import annotations

import re

from assistant.filters.names.candidates import KATAKANA, Candidate

# 「小笠原邸」, 「田中さんち」: a house that has a name.
QUOTED_HOUSE = re.compile("(?:さん)?(?:邸|家|宅|ち|荘|亭|の家)[」』]")
# 地元では「源さん橋」と呼ぶ: what is called by somebody of old.
QUOTED_THING = re.compile(
    "(?:さん|さま|様)(?:橋|坂|岩|石|松|杉|桜|梅|池|淵|滝|堂|塚|井戸|道|地蔵|稲荷)」"
)
OPEN_QUOTE = re.compile("[「『][^「」『』\n]{0,12}$")
# デイサービス上田さんち, クラブの名が並ぶ行の「関さんち」: a house or a team by its name.
CALLED_HOUSE = re.compile("(?:さん(?:ち|家)|の家|邸)(?:[」』、,。 \t\n)]|$)")
HOUSE_KIND = re.compile(
    "(?:デイサービス|ケアセンター|グループホーム|ショートステイ|ケアハウス|サロン|カフェ|民泊|宿"
    "|食堂|保育室|農園|チーム|クラブ)(?:センター)?[ 「『]?$"
)
TEAMS = re.compile("(?:チーム|クラブ|フレンズ|ファイターズ|イレブン|同好会)")
# ハローワーク若宮, イオン橋本: a branch is called by its place. キャプテン佐藤 is somebody.
KATAKANA_BEFORE = re.compile(f"[{KATAKANA}]{{3,}}$")
KATAKANA_ROLE = re.compile(
    "(?:リーダー|キャプテン|コーチ|マネージャー|マネジャー|ドライバー|スタッフ|オーナー|メンバー|アルバイト"
    "|ヘルパー|パート|カウンセラー|ワーカー|アドバイザー|コーディネーター|サポーター|パートナー|ディレクター"
    "|インストラクター|トレーナー|ボランティア|ケアマネ|チーフ|プレーヤー|サン|クン|キーマン|メール)$"
)


def is_house(text: str, candidate: Candidate, before: str, after: str) -> bool:
    """Whether a house, a shop or a team is called by a family's name."""
    is_named_so = QUOTED_HOUSE.match(after) or QUOTED_THING.match(after)
    if is_named_so and OPEN_QUOTE.search(before):
        return True
    if not CALLED_HOUSE.match(after):
        return False
    line = text[text.rfind("\n", 0, candidate.start) + 1 : candidate.start]
    return HOUSE_KIND.search(before) is not None or TEAMS.search(line) is not None


def is_branch(before: str) -> bool:
    """Whether a word in katakana stands glued before a name and is nobody's role."""
    return bool(KATAKANA_BEFORE.search(before)) and not KATAKANA_ROLE.search(before)
