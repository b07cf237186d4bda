"""Everyday words and the words of a city hall for them, added to a query like near words.

Each line: what people say, `=`, what documents say, both separated by commas. General knowledge
of municipal services, no city's own; `rag.everyday_words` adds a city's. Only the direction from
everyday to official words is followed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

EVERYDAY_WORDS = """
引っ越,引越,移り住=転入,転出,転居,住所変更
結婚=婚姻
離婚=離婚届,親権
赤ちゃん,子どもが生まれ,出産=出生,乳児,出産育児一時金,母子健康手帳
妊娠,妊婦=母子健康手帳,妊婦健康診査,妊娠届
亡くな,死んだ,死亡=死亡届,葬祭,火葬
お葬式,葬式,葬儀=葬祭費,火葬,斎場
お墓,墓=墓地,霊園,改葬,納骨
ハンコ,はんこ,判子,実印=印鑑,印鑑登録
マイナカード,マイナンバー=個人番号カード,マイナンバーカード
パスワード=暗証番号
落とし,なくし,無くし,紛失=紛失,亡失,再交付,遺失物
忘れ物=遺失物,拾得物
コピー=写し,謄本
保険証=被保険者証,資格確認書,医療証
国保=国民健康保険
病院代,治療費,医療費=医療費,高額療養費,助成
仕事を辞め,会社を辞め,退職,失業,クビ=資格喪失,退職,失業
就職=資格取得,社会保険
払えない,払えません,お金がない,お金に困=減免,免除,猶予,分割納付,生活困窮
生活費,生活が苦し,暮らしていけ=生活保護,生活困窮者
家賃=住居確保給付金,使用料
お年寄り,老人,おじいちゃん,おばあちゃん,年寄り=高齢者
ボケ,ぼけ,物忘れ=認知症
徘徊=認知症,行方不明
介護=要介護認定,介護保険,地域包括支援センター
ヘルパー=訪問介護,居宅介護
手すり,バリアフリー=住宅改修
障がい,障害=障害者,手帳
車いす,車椅子=福祉用具,移動支援
シングルマザー,母子家庭,父子家庭,ひとり親=ひとり親家庭,児童扶養手当
子ども,子供,こども=児童,乳幼児
保育園=保育所,保育
学童=放課後児童クラブ,留守家庭児童
子どもを預,預かって=一時預かり,病児保育,ファミリー・サポート
熱を出=病児保育,急病診療
学校に行け,学校に行きた,登校=不登校,教育相談
転校=転学,就学,転校手続
給食代,学用品=就学援助,給食費
健診,検診,人間ドック=健康診査,検診
予防注射,ワクチン=予防接種,接種
夜中,休みの日に病気,急病=休日夜間,急病診療
ペット,飼い犬,子犬=犬,狂犬病,飼い主
野良猫,のら猫,ノラ猫=飼い主のいない猫,不妊
蜂,ハチ,スズメバチ=ハチ,巣,駆除
ゴキブリ,ネズミ,虫=害虫,駆除
捨て,処分=ごみ,収集,処分
生ゴミ,燃えるゴミ,燃えるごみ,可燃=燃やすごみ,可燃ごみ
燃えないゴミ,燃えないごみ,不燃=不燃ごみ
家具,タンス,ソファ,ベッド,布団,自転車を捨=粗大ごみ
冷蔵庫,洗濯機,テレビ,エアコン=家電リサイクル
電池,蛍光灯=乾電池,蛍光管,有害ごみ
ペットボトル,缶,びん,瓶=資源ごみ
新聞,段ボール,雑誌=古紙
ゴミ捨て場,ゴミ置き場=集積所,ステーション
ゴミ屋敷=空き家,管理,ごみ
断水,水漏れ,蛇口,水道代=水道,漏水,給水
トイレが詰,下水=下水道,排水
税金=市税,納税,課税
住民税=市民税,県民税
車の税金=軽自動車税
バイク,原付=原動機付自転車
ナンバー=標識,登録番号
家の税金,土地の税金=固定資産税
滞納,払い忘れ=督促,延滞金,納期限
引き落とし,口座=口座振替
収入の証明,年収=所得証明,課税証明
団地,公営住宅=市営住宅
家を建て,新築=建築確認,新築住宅
家を壊,解体,取り壊=滅失,除却
空家,誰も住んで=空き家,空家等
隣の家,近所,となり=隣地,近隣,相隣
枝,木が伸=樹木,越境
草ぼうぼう,雑草=雑草,空き地
うるさい,足音=騒音
臭い,におい,匂い=悪臭
煙,たき火,燃やして=野焼き,屋外焼却
道路がへこ,道に穴,でこぼこ=道路,陥没,損傷
街灯,電灯,外灯=街路灯,防犯灯
ブランコ,すべり台,滑り台=遊具,公園
自転車置き場,駐輪=駐輪場,自転車等駐車場
自転車がな,自転車が持=放置自転車,撤去
地震,台風,大雨,洪水=災害,避難,罹災
逃げ,避難=避難所,避難場所
証明書がいる=証明書,罹災証明
スピーカー,放送=防災行政無線
選挙=投票,選挙人
ハガキ,はがき=入場券,通知書
だまされ,騙され,詐欺,変な請求=消費生活,悪質商法,架空請求
暴力,殴,DV=配偶者,暴力,相談
弁護士=法律相談
外国語,英語で,中国語=外国人,多言語
開いてい,何時まで=開庁時間,窓口
役所,役場,市役所=市役所,庁舎
休み=休暇,休館日
お金,いくら,値段,料金=料金,費用,手数料,使用料
安く,タダ,ただで,無料=減免,無料,助成
借り=貸出し,使用,貸付け
使いたい=使用許可,使用,利用
申し込=申請,申込み
やめ,取り消=廃止,取消し,喪失
もらえる,もらいた,補助=給付,支給,助成,補助金
働き,バイト=採用,就労,会計年度任用職員
""".strip()

Groups = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


class EverydayWords:
    """What to add to a query."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._groups: Groups = tuple(
            _group(line) for line in (*EVERYDAY_WORDS.splitlines(), *lines)
        )

    def added(self, query: str) -> list[str]:
        """The official words for what a query says, each once, in the order of the table."""
        plain = unicodedata.normalize("NFKC", query)
        found = [
            word
            for said, official in self._groups
            if any(each in plain for each in said)
            for word in official
        ]
        return list(dict.fromkeys(found))


def is_line(line: str) -> bool:
    """Whether a line has everyday and official words."""
    said, equals, official = line.partition("=")
    return bool(equals and said.strip(" ,、") and official.strip(" ,、"))


def _group(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said, _, official = unicodedata.normalize("NFKC", line).partition("=")
    return _words(said), _words(official)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("、", ",").split(",") if part.strip())
