"""Words of which offices make their mailboxes, in Latin letters (Hepburn, Kunrei, wapuro)."""

from __future__ import annotations

# Surnames are kept out: ono, mori, midori, hara stand for persons.
OFFICE_ROMAJI = frozenset(
    (
        "shisho", "shucchoujo",
        "akiya", "anzen", "anshin", "bika", "bosai", "bousai", "bousei", "boshi", "bunka",
        "bunkazai", "chiiki", "chikusan", "chiji", "chisan", "choju", "chouju", "choumin",
        "chomin", "chosa", "chousa", "chozei", "daigaku", "danjo", "denki", "denshi", "dobutsu",
        "doboku", "dourokensetsu", "dorokanri", "doro", "douro", "eigyo", "eigyou", "eisei",
        "engei", "fukushi", "fudousan", "furusato", "gakkou", "gakko", "gakumu", "gakuji",
        "gesui", "gesuido", "gesuidou", "gikai", "gijutsu", "gomi", "genryo", "genryou",
        "haikibutsu", "hisho", "hoiku", "hoikuen", "hoken", "hokennenkin", "hokencenter", "hozen",
        "houmu", "homu", "hosei", "hodo", "houdou", "hoshou", "hosho", "ijuu", "ijyu", "iju",
        "ijuuteiju", "inshi", "isan", "jidou", "jido", "jichi", "jigyo", "jigyou", "jinken",
        "jimu", "jimukyoku",
        "jinji", "jinzai", "joho", "jouhou", "johosystem", "josei", "jougesuido", "josui",
        "jousui", "jumin", "juumin", "jutaku", "juutaku", "kaigo", "kaikei", "kaikaku",
        "kankou", "kanko", "kankyou", "kankyo", "kansa", "kanri", "kansen", "kasen", "katei",
        "keikaku", "keizai", "keiei", "keiyaku", "kenchiku", "kenko", "kenkou", "kensa",
        "kensetsu", "kenshuu", "kenshu", "kenzou", "kikaku", "kikikanri", "kiki", "kihonkeikaku",
        "koho", "kouhou", "kodomo", "kosodate", "koseki", "kokuho", "kokusai", "kokuzei",
        "koukou", "shougakkou", "chuugakkou",
        "koreisha", "koureisha", "kotsu", "koutsu", "koutsuu", "kouen", "koen", "kouminkan",
        "kominkan", "kouryu", "koryu", "kouwan", "koushitsu", "kumin", "kurashi", "kyoiku",
        "kyouiku", "kyoudou", "kyodo", "kyushoku", "kyuushoku", "machizukuri", "madoguchi",
        "mynumber", "nenkin", "nochi", "nouchi", "nogyo", "nougyou", "nogyou", "norin", "nourin",
        "nosei", "nousei", "noson", "nozei", "nouzei", "rikujo", "ryokuka", "ryokuchi", "roudou",
        "rodo", "ringyo", "ringyou", "saigai", "saiyo", "saiyou", "sangyo", "sangyou", "seisaku",
        "seibi", "seikatsu", "seisou", "seiso", "senkyo", "senkan", "shakai", "shakyo",
        "shichouson", "shidou", "shido", "shien", "shigoto", "shimin", "shiminzei", "shinko",
        "shinkou", "shinsei", "shinro", "shiryo", "shiryou", "shisan", "shisanzei", "shisei",
        "shisetsu", "shizen", "shobo", "shoubou", "shogai", "shougai", "shokuin", "syokuin",
        "shoko", "shoukou", "shomu", "syomu", "shouhi", "shohi", "shougyou", "shukei", "shuno",
        "shunou", "shuzei", "sisei", "sodan", "soudan", "soumu", "somu", "sports", "supotsu",
        "supootsu", "suido",
        "suidou", "suisan", "suishin", "taiiku", "tosho", "toshokan", "toshi", "toshikeikaku",
        "toukei", "tokei", "tochi", "yosan", "youchien", "yobou", "yobo", "zaimu", "zaisan",
        "zaisei", "zei", "zeimu", "zoen", "zouen",
        "ka", "kakari", "shitsu", "bu", "kyoku", "center", "sentaa", "jimukyoku", "iinkai",
        "tantou", "tanto", "renraku", "toiawase", "uketsuke", "net", "web", "hp", "mail", "dx",
        "digital", "system", "event", "project", "team", "group", "unit", "museum", "library",
        "hall", "school", "tourism", "plan", "promotion",
        "hogosha", "hogoshakai", "fubokai", "pta", "jichikai", "chonaikai", "chounaikai", "kumiai",
        "kyogikai", "kyougikai", "kodomokai", "roujinkai", "shoubodan", "shobodan",
    )
)  # fmt: skip
LONGEST = max(map(len, OFFICE_ROMAJI))


def is_office_romaji(word: str) -> bool:
    """Whether a word is made of nothing but office words (`kodomokatei`, `kankoshinko`)."""
    reachable = {0}
    for end in range(1, len(word) + 1):
        starts = range(max(0, end - LONGEST), end)
        if any(start in reachable and word[start:end] in OFFICE_ROMAJI for start in starts):
            reachable.add(end)
    return len(word) > 2 and len(word) in reachable
