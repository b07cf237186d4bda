"""Word classes that say whether a person, a place, a work or the past is spoken of."""

from __future__ import annotations

# Behind a particle they make the name before it somebody who acts, speaks, feels or is cared for.
PERSON_VERBS = (
    "言う", "言い", "言っ", "云", "話し", "話す", "述べ", "語っ", "主張", "発言", "反論", "否定",
    "黙", "沈黙", "怒", "泣", "笑", "謝", "叱", "殴", "蹴", "叩", "口論", "喧嘩", "けんか",
    "もめ", "揉め", "暴言", "暴力", "脅", "騒", "連絡", "電話", "電談", "相談", "報告", "伝え",
    "伝言", "共有済", "依頼", "頼", "渡す", "渡し", "手渡", "引き継", "引継", "交代", "交替",
    "担当", "名乗", "申し出", "申し立", "申し入れ", "取り下げ", "異議", "反対", "賛成", "同意",
    "同席", "立ち会", "立会", "付き添", "声を掛け", "声をかけ", "面談", "訪問", "来庁", "来所",
    "来室", "来た", "来る", "帰宅", "帰っ", "出席", "欠席", "欠勤", "遅刻", "早退", "休み", "休ん",
    "休む", "休暇", "休職", "復職", "退職", "異動", "転勤", "着任", "就任", "出張", "外出",
    "離席", "入院", "退院", "通院", "受診", "服薬", "転倒", "転ん", "骨折", "怪我", "けが", "発熱",
    "嘔吐", "倒れ", "亡くな", "死亡", "入所", "退所", "入居", "独居", "同居", "一人暮らし", "離婚",
    "結婚", "再婚", "妊娠", "出産", "不登校", "登校", "早起き", "昼食", "夕食", "朝食", "食べ",
    "残し", "飲酒", "飲ん", "寝", "起き", "歩行", "歩い", "座っ", "立っ", "持っ", "持つ", "鍵",
    "書い", "書く", "作成", "入力", "読み上げ", "確認済", "説明し", "提案し",
    "質問し", "答え", "返事", "返信", "希望", "拒否", "断", "辞退", "承諾", "納得", "困", "悩",
    "心配", "喜", "希望し", "要望し", "苦情", "滞納", "未納", "分納", "虐待", "徘徊", "無断",
    "逃げ", "逮捕", "証言", "目撃", "宛", "あて", "送っ", "送る", "送付", "呼ん", "呼ぶ", "任せ",
    "褒め", "注意し", "遅れ", "間に合", "本人", "部屋", "自宅",
)  # fmt: skip

# 「X の …」: what only a person has.
PERSON_NOUNS = (
    "件", "言い分", "主張", "発言", "意見", "面談", "保護者", "担任", "担当", "主治医", "病状",
    "症状", "様子", "体調", "機嫌", "異動", "退職", "後任", "前任", "代わり", "代理", "上司",
    "部下",
    "同僚", "席", "机", "名前", "氏名", "年齢", "誕生日", "住所", "電話", "携帯", "連絡先", "口座",
    "通帳", "戸籍", "住民票", "年金", "入院", "転院", "ケース", "態度", "勤務", "出勤", "休暇",
    "残業", "評価", "机", "顔", "声", "体", "手", "葬儀", "通夜", "遺品", "相続", "遺言", "上履き",
    "かばん", "筆箱", "ランドセル", "財布", "スマホ", "自転車", "主治医", "付き添い", "番です",
    "順番",
)  # fmt: skip

# Who is meant follows these at once, or a list of them.
LIST_LEADS = (
    "出席", "欠席", "遅刻", "早退", "参加", "当番", "当直", "宿直", "日直", "司会", "進行", "記録",
    "書記", "受付", "担当", "副担当", "主担当", "メンバー", "班員", "委員", "発言", "滞納", "面談",
    "訪問", "名簿", "休み", "不在", "立会", "同席", "運転", "実施者", "講師", "代表", "後任",
    "前任", "担任", "副担任", "利用者", "生徒", "児童", "園児", "入居者", "相談者", "対象者",
    "連絡係", "会計", "監事", "幹事", "当選者", "受賞者", "転入者", "転出者", "新入会", "新人",
    "部員", "隊員", "団員", "参加者", "出席者", "欠席者", "遅刻者", "担当者", "前回の担当者",
    "生活保護の", "グループホームの", "施設の", "隣の", "向かいの", "同級生の", "友達の", "部下の",
    "上司の", "後輩の", "先輩の", "同僚の", "新人の", "息子の", "娘の", "孫の", "妻の", "夫の",
    "患者の", "利用者の", "生徒の", "児童の", "園児の", "入居者の", "滞納者の", "職員の",
)  # fmt: skip

HISTORY_CUES = (
    r"(?:飛鳥|奈良|平安|鎌倉|室町|南北朝|戦国|桃山|江戸|明治|大正|弥生|縄文|古墳|藩政)"
    r"(?:時代|期|初期|中期|末期|後期|年間|の初め|の終わり|の頃|のころ)",
    r"(?:明治|大正|慶長|元和|寛永|元禄|享保|天明|寛政|文化|文政|天保|嘉永|安政|文久|慶応|天正|永禄"
    r"|天文|応仁|文禄|建久|承久|延宝|貞享|宝永|宝暦|明和|安永|享和|弘化|万延|元治|正徳|寛文|承応)"
    r"[0-9元一二三四五六七八九十]{1,3}年(?!度|[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日生|生)",
    r"(?<![0-9])1[0-8][0-9]{2}(?:年|[-～~])",
    "幕末|維新|戦国|昭和の初め|昭和初期|藩主|藩士|武将|大名|城主|幕府|家臣|将軍|開祖|開山|開基|創建|建立|築城|落城"
    "|生誕|没後|文豪|俳人|歌人|詩人|絵師|浮世絵|洋画家|日本画家|茶人|儒学者|蘭学|国学者|思想家|豪商|豪族|句碑|歌碑"
    "|文学碑|菩提寺|偉人|合戦|の戦い|の乱|の変|逗留|銅像|旧居|旧邸|伝承|伝説|参勤交代|城下町|宿場|本陣|荘園|領主|所領",
)  # fmt: skip
HISTORY_CALLINGS = (
    "藩主", "藩士", "武将", "大名", "城主", "家臣", "将軍", "文豪", "俳人", "歌人", "絵師",
    "浮世絵師", "洋画家", "日本画家", "茶人", "儒学者", "蘭学者", "国学者", "思想家", "豪商",
    "儒者", "僧", "高僧", "仏師", "刀工", "陶工", "蘭方医", "軍師", "奉行", "代官", "家老", "豪族",
)  # fmt: skip

# What a public person is called, in front of or behind the name.
PUBLIC_FIGURES = (
    "日本代表", "五輪", "オリンピック", "パラリンピック", "金メダリスト", "メダリスト", "プロ野球",
    "Jリーグ", "大リーグ", "メジャーリーグ", "ノーベル賞", "芥川賞", "直木賞", "人間国宝", "女優",
    "俳優", "歌手", "小説家", "漫画家", "脚本家", "映画監督", "作曲家", "作詞家", "落語家",
    "アナウンサー", "タレント", "お笑い", "宇宙飛行士", "ベストセラー", "朝ドラ", "大河ドラマ",
)  # fmt: skip

# 『…』 著: whose work it is.
CREDITS = (
    "著", "共著", "編著", "編", "訳", "監督", "脚本", "主演", "原作", "作曲", "作詞", "指揮", "筆",
    "監修", "演出", "出演", "作画",
)  # fmt: skip
CREDITS_BESIDE_TITLE = (*CREDITS, "作", "絵", "画", "文", "写真")

# A column under such a header holds places, things or organisations.
THING_HEADERS = (
    "町名", "町", "町丁", "地区", "地区名", "学区", "校区", "区域", "地域", "集落", "名称", "施設",
    "施設名", "所名", "校名", "学校", "学校名", "駅", "駅名", "停留所", "バス停", "観測所", "河川",
    "河川名", "路線", "路線名", "工事名", "件名", "事業", "事業名", "品名", "品目", "品種", "銘柄",
    "商品", "商品名", "店名", "店舗", "店舗名", "屋号", "会社", "会社名", "企業", "企業名", "業者",
    "業者名", "事業者", "事業者名", "団体", "団体名", "自治会", "自治会名", "町内会", "支所",
    "所在地", "場所", "会場", "方面", "字", "大字", "小字", "字名", "橋名", "橋りょう名", "公園",
    "公園名", "園名", "病院", "医療機関", "医療機関名", "落札者", "指定管理者", "現指定管理者",
    "受注者", "委託先", "年度", "項目", "区分", "種別", "科目", "コース", "チーム", "チーム名",
    "避難所", "避難所名", "投票所", "選果場", "作物", "系統", "行先", "起点", "終点", "発", "着",
    "ダム", "山", "会派", "会派名", "政党", "党派", "指定文化財", "文化財", "法人名", "組合名",
)  # fmt: skip

# They make a name with くん or ちゃん a pet, a mascot or a figure of a tale.
CREATURES = (
    "犬", "いぬ", "イヌ", "猫", "ねこ", "ネコ", "うさぎ", "ウサギ", "たぬき", "タヌキ", "きつね",
    "くま", "かえる", "カエル", "ぞう", "ゾウ", "きりん", "キリン", "パンダ", "ペンギン", "ヤギ",
    "ひつじ", "羊", "ポニー", "馬", "小鳥", "カメ", "かめ", "キャラクター", "マスコット",
    "着ぐるみ", "ゆるキャラ", "紙芝居", "絵本", "昔話", "童話", "人形劇", "アニメ", "ロボット",
    "ペット", "飼い主",
)  # fmt: skip

# 「藤井」は町名です: the text itself says what the word is.
NOT_A_PERSON_SAID = (
    "町名", "地名", "字名", "校名", "店名", "屋号", "駅名", "社名", "会社名", "川の名", "河川名",
    "地区名", "品種", "商品名", "施設名", "団体名", "路線名", "自治会名",
)  # fmt: skip

# Common elements of names from abroad in Latin letters; one of them beside another word is enough.
FOREIGN_KANA = frozenset(
    """
    グエン チャン ファム ホアン フイン レー ブイ ヴァン バン ティ ミン ズン フン トゥアン フォン
    リン タオ マリア アンナ ジョアン ジョゼ カルロス パウロ マルコス ルカス シルバ サントス ソウザ
    オリベイラ ペレイラ リマ コスタ フェルナンデス ロドリゲス ガルシア マルティネス ロペス
    ゴンザレス ゴメス サンチェス ペレス ラモス クルス レイエス ジョン ジェームズ ロバート マイケル
    ウィリアム デイビッド ダニエル トーマス スミス ジョンソン ブラウン ミラー メアリー エミリー
    エマ サラ リサ ナンシー グレース ケビン スティーブン マーク ピーター アンドリュー アリ ハサン
    フセイン アハメド モハメド ムハンマド ラーマン カーン アブドゥル ファティマ イブラヒム オマル
    シャルマ タパ グルン タマン ライ シュレスタ ラマ マガル アディカリ シン クマール プラサド ラム
    キム パク チェ チョン カン チョ ユン イム ワン チャン リュウ チェン ヤン リー ホアン ブディ
    シティ デウィ プトリ セティアワン イワン オルガ ナターシャ エレナ スベトラーナ
    """.split()  # noqa: SIM905 - a table of names stays readable without 200 quotes
)
FOREIGN_NAMES = frozenset(
    """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly thi van minh duc linh
    anh huong lan hoa tuan hung phuong thao trang quang
    li wang zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo lin gao luo zheng liang
    xie tang song deng xiaoming meiling wei fang xiu min jing lei qiang
    kim lee park choi jung jeong kang cho yoon jang lim han shin seo kwon hwang ahn song hong
    minsu minjun jiwoo soyeon
    silva santos souza sousa oliveira pereira lima costa ferreira rodrigues almeida nascimento
    carvalho araujo ribeiro maria jose joao carlos paulo marcos lucas ana
    garcia martinez lopez gonzalez rodriguez hernandez perez sanchez ramirez torres flores rivera
    gomez diaz reyes cruz morales juan luis miguel pedro
    dela delacruz bautista mendoza ramos castillo aquino villanueva
    sharma thapa gurung tamang rai shrestha lama magar karki adhikari khadka bhandari rana bahadur
    kumar singh khan ahmed ali hasan hassan hussain rahman islam begum mohammad muhammad mohamed
    budi siti dewi putri wati setiawan wijaya
    smith johnson williams brown jones miller davis wilson anderson thomas taylor moore jackson
    martin thompson white harris clark lewis robinson walker hall allen wright scott hill adams
    nelson carter mitchell roberts turner phillips campbell parker evans edwards collins fleming
    john james robert michael william david richard joseph charles christopher daniel matthew
    anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty
    margaret sandra ashley emily emma olivia sophia anna laura alice
    ivan ivanov olga natasha dmitri elena svetlana
    """.split()  # noqa: SIM905 - a table of names stays readable without 200 quotes
)
