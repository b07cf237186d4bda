"""Pages a city publishes pass; a resident who stands by chance beside the same words is found."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer

BLOCKS_FROM = 0.5
FILLER = "計画、施設、料金、定員、会場、主催、予算、事業費、整備、年度、路線、公園の一覧。"
NOTICE = "入札公告\n次のとおり一般競争入札に付します。\n支出負担行為担当官\n"
BRIGADE = f"消防団の組織\n第1分団(上町) 52人/第2分団(東浜) 44人\n{FILLER * 4}\n"
ASKERS = "定例会 一般質問 通告一覧\n順 議席 氏名 件名\n1 12 早見 さちえ 通学路の安全\n"
TWIN = "姉妹都市のご紹介\n1999年提携、人口4万人。高校生12人を隔年で派遣します。\n"
SLOGANS = f"標語の入選作\n「みぎひだり」({{}}小5年)、「まえをみて」(角浜中2年)\n{FILLER * 4}\n"
READERS = "4年 ごんぎつね 新美南吉 {}\n5年 注文の多い料理店 宮沢賢治 6時間\n"
TALE = "むかし、下条村に与平という力持ちがいました。与平は岩を運んだといわれています。\n"
GRANTS = "補助金の交付先\n大野太鼓保存会 120,000円\n古川老人クラブ 58,000円\n守る会 45,000円\n"
MEDAL = "オリンピックで銅メダルを獲得した佐藤美波選手に、市民栄誉賞を贈りました。\n"
CENSUS = "町別の人口\n岸町 612 並町 1,705 谷町1丁目 877 谷町2丁目 640\n"


def found(analyzer: TextAnalyzer, text: str) -> list[str]:
    return [
        text[one.start : one.end]
        for one in analyzer.analyze(text).findings
        if one.score >= BLOCKS_FROM
    ]


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{NOTICE}東北地方整備局長 早坂 信彦\n1 工事概要", id="head in a notice"),
        pytest.param(
            "公 告\n河川法第6条第5項により公示する。\n九州農政局長 宮地 武雄\n",
            id="head in another",
        ),
        pytest.param(f"{BRIGADE}団長 早見 兼次、副団長 4人。実員 236人。", id="fire brigade"),
        pytest.param(f"{ASKERS}2 4 野呂 健 川の堆積土\n", id="who asks in the council"),
        pytest.param(f"{TWIN}現在の市長はカトリーヌ・モンテ氏。", id="mayor of a twin town"),
        pytest.param(f"{TWIN}第3代町長、早見 弥太郎は人形を贈りました。", id="third mayor"),
        pytest.param("施工業者:丸山・本間・今泉特定JV\n断水は22時から翌5時", id="joint venture"),
        pytest.param(f"運休 長川鉄道 美濃白鳥-北濃\n{FILLER}", id="railway"),
        pytest.param("柵が抜けています。上小路の子ども会の掲示板へ。", id="children's club"),
        pytest.param(SLOGANS.format("伊部"), id="schools and years"),
        pytest.param(f"芸能大会(飯浜助五郎太鼓、萩原のお囃子)\n{FILLER * 4}", id="drum"),
        pytest.param(
            READERS.format("8時間") + "4年 一つの花 今西祐行 7時間\n", id="column of authors"
        ),
        pytest.param(
            "洋画は明治に入り、浅井忠、小山正太郎が学びます。講座の会場は公民館。", id="pair of old"
        ),
        pytest.param("霧は渦を巻き、向かいの大山の頂だけが島のようだ。", id="mountain"),
        pytest.param(f"優勝 FC和浜 準優勝 青浜SC 3位 ヴェルデ長井\n{FILLER}", id="team"),
        pytest.param(
            "番号/名称/年代/員数\n2/勝海舟 日記(写)/文久3年/1冊\n", id="what somebody left"
        ),
        pytest.param(
            f"明治26年、団体移住(団長 伊東 忠右衛門、42戸)により拓かれた。{FILLER}", id="old name"
        ),
        pytest.param(CENSUS, id="census"),
        pytest.param(
            "提出先 〒300-1492 若葉市市崎1番地 環境課(西庁舎)\n氏名は自署", id="office's code"
        ),
        pytest.param("測点0748-33-6120は標高84.6m", id="survey point"),
        pytest.param(
            "予定価格 12,340,000円(事後公表)\n1 山組 11,200,000 落札\n2 海組 11,450,000",
            id="price after the opening",
        ),
        pytest.param("地区名 | 収集\n---|---\n別宮(1) | 月\n朝倉(2) | 火\n", id="districts"),
        pytest.param(
            "教師が人形を床下に隠しました。その先生の名は残っていません。", id="pointing word"
        ),
        pytest.param(
            "市議会定例会会議録\n○議長 質問を許します。\n〔9番 千田みつ子君 登壇〕\n一般質問",
            id="name the model cuts",
        ),
        pytest.param(
            "偉人 医師 海原 玄斎\n玄斎は天保3年、今の下条に生まれました。", id="born of old"
        ),
        pytest.param(TALE, id="tale of a place"),
        pytest.param(
            "火災の出動区域\n第2分団(佐藤・鈴木) 分団長1 団員18", id="places of a brigade"
        ),
        pytest.param(f"{GRANTS}吉岡花の会 30,000円", id="group in a list"),
        pytest.param(f"{MEDAL}佐藤美波選手は市内の学校の卒業生です。", id="medal at the Games"),
        pytest.param(
            "慶長7年の下野村検地帳には、助左衛門、孫七、与三郎ら34人が記されています。",
            id="register of old",
        ),
        pytest.param(
            "宝暦の治水では薩摩藩の早見靱負らが千本松原の堤を築きました。", id="works of old"
        ),
        pytest.param(
            "ふれあい動物コーナー\nポニーのハナコ、ヤギのユキとメリーに会えます。", id="animals"
        ),
        pytest.param(
            "植林を広めたのが早見弥平です。明治34年に60町歩を植え、大正6年に没しました。",
            id="died long ago",
        ),
        pytest.param(
            "野外彫刻\n1 「朝」 佐藤忠良 1978年 ブロンズ 2 「風」 早見響子 1982年 御影石",
            id="works in a row",
        ),
        pytest.param("負担区 西原(350円/㎡) 桑原(420円/㎡)", id="rates of districts"),
        pytest.param("神楽の演目では、恵比須様が鯛を釣り上げます。", id="god of fortune"),
        pytest.param("ため池 権太夫池 堤高 5m\nため池 おせん池 堤高 4m", id="dam and its height"),
        pytest.param(
            "歌舞伎の演目は太功記。小学生が武智光秀や早見次郎を演じます。",
            id="whom a play brings on",
        ),
        pytest.param(
            "名作映画の上映会 脚本あり 出演 早見清、佐藤千恵子\n会場 公民館", id="cast of a film"
        ),
    ],
)
def test_a_public_page_passes(text_analyzer: TextAnalyzer, text: str) -> None:
    assert found(text_analyzer, text) == []


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "surface"),
    [
        pytest.param(
            f"{NOTICE}東北地方整備局長 早坂 信彦\n縦覧した人 早見 渚", "早見", id="who read it"
        ),
        pytest.param(
            f"{NOTICE}東北地方整備局長 早坂信彦さんの長女の奨学金", "早坂", id="head's family"
        ),
        pytest.param(f"{NOTICE}元東北地方整備局長 早坂 信彦\n", "早坂", id="head no more"),
        pytest.param(f"{BRIGADE}退団した団員 早見 兼次", "早見", id="member of the brigade"),
        pytest.param(f"{BRIGADE}団長 早見兼次さんが入院した。", "早見", id="chief in hospital"),
        pytest.param(f"{ASKERS}\n傍聴の申込み 海原 歩(緑町)", "海原", id="listener"),
        pytest.param(
            ASKERS.replace("定例会 一般質問", "自治会の総会 質問"), "早見", id="no council"
        ),
        pytest.param(
            f"{TWIN}当時の町長は早見花子さんに感謝状を贈りました。", "早見", id="beside a mayor"
        ),
        pytest.param(
            f"{TWIN}第3代町長、早見 弥太郎さんのお孫さんが来庁", "早見", id="mayor's family"
        ),
        pytest.param("丸山さんが本間・今泉特定JVの現場で転倒した", "丸山", id="beside builders"),
        pytest.param("JR高山線 早見花子-定期券の払戻しの申請", "早見", id="on the railway"),
        pytest.param("角田の子が夜に一人で歩いていた。", "角田", id="child"),
        pytest.param(
            SLOGANS.format("伊部") + "代表 早見 渚(伊部小5年)", "早見", id="pupil of the school"
        ),
        pytest.param(
            f"芸能大会 早見助五郎 太鼓、海原歩 三味線\n{FILLER * 4}", "早見", id="who drums"
        ),
        pytest.param(READERS.format("早見渚"), "早見", id="reader beside authors"),
        pytest.param(
            "延滞\n" + READERS.format("8時間") + "4年 一つの花 早見渚 7時間\n",
            "早見",
            id="borrower in their column",
        ),
        pytest.param(
            "明治時代の本 浅井忠、早見渚から返却の相談あり", "早見", id="beside one of old"
        ),
        pytest.param("向かいの大山の奥さんから電話", "大山", id="name like a mountain"),
        pytest.param(f"マラソン 優勝 早見 渚 3位 マリア 長井\n{FILLER}", "早見", id="runner"),
        pytest.param("早見 渚 日記帳を窓口に忘れた", "早見", id="somebody's diary"),
        pytest.param(
            "明治26年の公図の件で来庁 伊東 忠右衛門 固定資産税", "伊東", id="old name of today"
        ),
        pytest.param(
            "配達先 谷町1丁目 877 岸町1丁目 12 森町2丁目 60 早見 渚", "谷町1丁目 877", id="round"
        ),
        pytest.param(
            "人口の調査票を届ける。早見 渚 岸町 612 並町 1,705 谷町1丁目 877 谷町2丁目 640",
            "谷町1丁目 877",
            id="resident in a census",
        ),
        pytest.param("申請者の氏名 早見 渚 郵便番号 300-1492", "300-1492", id="resident's code"),
        pytest.param(
            "玄斎は天保3年に生まれた。早見 玄斎さん(42歳)に話を聞く。", "早見", id="namesake of old"
        ),
        pytest.param(
            "早見家は天保3年に生まれた家筋。早見 花子 緑町1-2-3", "早見", id="heir of a house"
        ),
        pytest.param(f"{TALE}早見 与平様の減免申請", "早見", id="namesake of a tale"),
        pytest.param(
            "むかし、佐藤という男が家賃を滞納したといわれています。", "佐藤", id="talk of somebody"
        ),
        pytest.param(
            "慶長7年の検地帳の閲覧。与三郎、孫七さんが来庁した。",
            "与三郎",
            id="reader of a register",
        ),
        pytest.param(
            "慶長7年の検地帳には孫七らの名がある。佐藤 与三郎が読んだ。",
            "佐藤",
            id="who made it out",
        ),
        pytest.param(
            "薩摩藩の子孫の早見渚が住民票を申請した。", "早見", id="descendant of a domain"
        ),
        pytest.param("動物園でヤギのユキさんに会った。", "ユキ", id="keeper called so"),
        pytest.param("申請者は早見花子です。祖父は大正6年に没しました。", "早見", id="grandchild"),
        pytest.param(
            "所有者は早見弥平です。戸籍では大正6年に死去。", "早見", id="owner in old books"
        ),
        pytest.param(
            "市民展 1 「朝」 早見花子 1998年 油彩 2 「風」 佐藤歩 2002年 油彩",
            "早見",
            id="residents' works",
        ),
        pytest.param(
            "借地料の滞納 佐藤 渚(350円/㎡) 鈴木 歩(420円/㎡)", "佐藤", id="who pays a rate"
        ),
        pytest.param("第2分団(佐藤 渚・鈴木 歩) 団員18", "佐藤", id="members in brackets"),
        pytest.param(f"{GRANTS}早見 花子 30,000円", "早見", id="resident among groups"),
        pytest.param(f"{GRANTS}早見花子さんを支える会 30,000円", "早見", id="who is helped"),
        pytest.param(f"{MEDAL}連絡先は母の佐藤 花子", "佐藤 花子", id="champion's mother"),
        pytest.param(
            "ジュニアオリンピックで金メダルを獲得した早見花子選手に市民栄誉賞を検討。",
            "早見",
            id="pupil with a medal",
        ),
        pytest.param("恵比須様の督促状は10日に発送しました。", "恵比須", id="family of that name"),
        pytest.param(
            "演目は忠臣蔵。佐藤花子が大石内蔵助を演じます。", "佐藤", id="pupil who plays"
        ),
        pytest.param(
            "市民劇 出演 佐藤 花子、早見 歩 稽古の欠席の連絡", "早見", id="cast of residents"
        ),
        pytest.param("測点の近くに住む方 電話 0748-33-6120", "0748-33-6120", id="neighbour"),
        pytest.param(
            "予定価格 12,340,000円(事後公表)\n1 山組\n2 海組 昨年は落札できず",
            "12,340,000",
            id="price before the opening",
        ),
        pytest.param("飼い犬の早見さんが来庁、登録の件", "早見", id="who keeps a dog"),
        pytest.param("祖母は角田その先生と呼ばれ、年賀状が届く", "角田", id="called so"),
    ],
)
def test_a_resident_beside_the_same_words_is_found(
    text_analyzer: TextAnalyzer, text: str, surface: str
) -> None:
    assert any(surface in one or one in surface for one in found(text_analyzer, text))
