"""What can be a password or a key, and what only stands in for one."""

from __future__ import annotations

import re
from enum import Enum

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.secret_words import (
    DIGIT_LABELS,
    PLACEHOLDER_SHAPE,
    PLACEHOLDERS,
    SECRET_LABELS_JAPANESE,
    SECRET_LABELS_LATIN,
    STANDARDS,
)

JAPANESE_LABEL = "|".join(map(re.escape, sorted(SECRET_LABELS_JAPANESE, key=len, reverse=True)))
LATIN_LABEL = "|".join(
    re.sub(r"_|-| ", "[ _-]?", word) for word in sorted(SECRET_LABELS_LATIN, key=len, reverse=True)
)
NAMES = quick(rf"{JAPANESE_LABEL}|(?<![A-Za-z])(?:{LATIN_LABEL})(?![A-Za-z])", ignores_case=True)
LATIN = re.compile(NAMES, re.IGNORECASE)
# One of these stands, in lower case, in every text with a label: looked for before the patterns.
LABEL_PARTS = tuple(
    sorted({re.split("[ _-]", word.lower())[0] for word in SECRET_LABELS_LATIN})
) + tuple(word.lower() for word in SECRET_LABELS_JAPANESE)
NOTE = r"(?: ?\([^()\n]{1,14}\)|[0-9]{1,2})?"
BOND = (
    r"(?:[\"'`\]」』)]{0,2}[ \t]{0,8}(?:(?::=|=>|->|→|⇒|[:=](?![=])|>)[ \t]{0,8}(?:\n[ \t]{0,8})?"
    r"|(?:は|が|を|の値は|だけ|も)(?:どちらも|両方とも|ともに|共に|いずれも|全て|すべて|同じ)?"
    r"、?[ \t]{0,2}(?:\n[ \t]{0,4})?|[ \t]{1,8}|\n[ \t]{0,8}"
    r"|(?=[「『]))[ \t]?)"
)
LABEL = re.compile(
    rf"(?P<label>{NAMES}){NOTE}(?P<bond>{BOND})"
    r"(?:[\"'`「『【](?P<quoted>[^\n\"'`「」『』【】]{3,128})[\"'`」』】]"
    r"|(?P<value>[!#-&(-:=?-_a-{}~]{3,128}))",
    re.IGNORECASE,
)
LABEL_CELL = re.compile(
    rf"(?:初期|仮|新|現|旧|共通|管理者?|管理用|ログイン|変更後の?|Wi-?Fi(?:の)?|無線)?{NAMES}"
    r"(?: ?\([^()\n]{0,16}\))?(?:\(初期\))?",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(PLACEHOLDER_SHAPE, re.IGNORECASE)
STANDARD = re.compile(STANDARDS, re.IGNORECASE)
WORDS = frozenset(PLACEHOLDERS)
# A variable, an attribute or a call: the value stands elsewhere.
REFERENCE = re.compile(
    r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)+(?:[\[(].*)?"
    r"|[A-Za-z_][A-Za-z0-9_.]*[\[(].*"
    r"|[A-Za-z_]+(?:_[A-Za-z]+)+(?:\(\))?"
)
NOT_SECRET = re.compile(
    r"https?://.*|[\w.+\-]+@[\w\-]+\.[\w.\-]+|/[\w./\-]+|[A-Z]:\\.*|(?:[0-9]{1,3}\.){3}[0-9]{1,3}.*"
    r"|[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}.*|[0-9]{1,2}:[0-9]{2}.*|[()\[\]{}<>&"
    r"|=!+\-*/.,;:?]+.{0,2}"
    r"|v?[0-9]+(?:\.[0-9]+){1,3}|[0-9]{1,3}(?:,[0-9]{3})+|[0-9.,]{1,6}[%a-z]{0,2}|[~.][A-Za-z0-9._\-]*/[A-Za-z0-9./_\-]+"
    r"|[A-Za-z0-9]+[.,]?\([^)]*\).*"
)
HASH = re.compile("[0-9a-f]{32,128}|[0-9A-F]{32,128}")
UUID = re.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
UNIT = re.compile(
    " ?(?:桁|文字|字|回|日|分|秒|時間|年|月|人|名|件|か月|カ月|ヶ月|%|以上|以内|以下|未満|個|点"
    "|円|種類|番目|ページ|条|項"
    "|章|つ|度|台|部|課|行|列|[~～-][0-9])"
)
SAID = re.compile(
    "[」』\"'】]?(?:です|で登録|と登録|でした|だ(?:と|。|が)|である|になり|にな(?:る|った)|と(?:なり|な(?:る"
    "|った))|に(?:変|設定|戻|し)"
    "|で(?:ログ|入|す)|を(?:入力|使)|。|\n|$|[ ]?[」』])"
)
EXAMPLE_BEFORE = re.compile(
    "(?:例えば|たとえば|例 ?[:は)）]|例として|の例|記入例|入力例|設定例|見本|サンプル|ダミー"
    "|架空|悪い例|弱い|危険な|安易な|単純な"
    "|よくある|推測され|ありがちな|NG)[^。\n]{0,30}$"
)
EXAMPLE_AFTER = re.compile(
    "[」』\"'】)]* ?(?:[、,][^。\n]{0,24})?(?:など|のよう|といった|みたいな|等(?:の|は)|は(?:弱"
    "|危険|避|使わ|NG|だめ|ダメ|不適|推測)"
    "|を例|という例|のような|を挙げ)"
)
LONGEST_REFERENCE = 60
SPOKEN = frozenset({"合言葉", "合い言葉", "パスフレーズ", "秘密の質問の答え", "秘密の答え"})


class Bond(Enum):
    """What ties a value to its label: a sign, a particle, a blank or quotation marks."""

    SIGN = "sign"
    PARTICLE = "particle"
    BLANK = "blank"
    QUOTED = "quoted"

    @classmethod
    def of(cls, between: str, *, is_quoted: bool) -> Bond:
        """The bond of what stands between a label and its value."""
        if is_quoted:
            return cls.QUOTED
        if re.search("[:=>→⇒]", between):
            return cls.SIGN
        return cls.PARTICLE if between.strip(" \t\n\"'`」』)]") else cls.BLANK


def is_secret(value: str, bond: Bond, *, label: str = "", after: str = "") -> bool:
    """Whether a value behind a label can be the secret itself.

    Args:
        value: as it stands in the text.
        bond: what ties it to its label.
        label: the label, where there is one.
        after: what follows the value.
    """
    if not value.isascii() or not value.isprintable() or " " in value:
        return is_spoken_secret(value, label, after) if bond is Bond.QUOTED else False
    if value.lower() in WORDS or PLACEHOLDER.fullmatch(value) or STANDARD.fullmatch(value):
        return False
    if value.isdigit():
        return is_code(value, label, after)
    if NOT_SECRET.fullmatch(value) or UUID.fullmatch(value) or is_reference(value):
        return False
    if value.isalpha():
        return is_word(value, bond, after)
    is_attribute = value.endswith("=") and after.startswith(('"', "'"))
    is_quantity = value[-1].isdigit() and UNIT.match(after) is not None
    return len(value) >= 4 and classes(value) >= 2 and not is_attribute and not is_quantity


def is_reference(value: str) -> bool:
    """Whether a value names a variable, an attribute or a call."""
    return len(value) <= LONGEST_REFERENCE and REFERENCE.fullmatch(value) is not None


def is_code(value: str, label: str, after: str) -> bool:
    """Whether digits are a code: four or more behind a label of codes, and no quantity."""
    has_label = any(label.endswith(word) or word in label for word in DIGIT_LABELS)
    return has_label and 4 <= len(value) <= 16 and not UNIT.match(after)


def is_word(value: str, bond: Bond, after: str) -> bool:
    """Whether letters alone are a password: set with a sign, or said to be it."""
    if len(value) < 5:
        return False
    if bond is Bond.SIGN:
        return not after.startswith((" ", "(", ".", "[")) or value != value.lower()
    is_name = value[0].isupper() and value[1:].islower()
    return SAID.match(after) is not None and bond is not Bond.BLANK and not is_name


def is_spoken_secret(value: str, label: str, after: str) -> bool:
    """Whether words in quotation marks are a password somebody says: kana behind 合言葉."""
    is_spoken = label in SPOKEN or label.lower() == "passphrase"
    is_plain = re.fullmatch("[ぁ-んァ-ヶー一-龥A-Za-z0-9 \\-]{4,40}", value) is not None
    return is_spoken and is_plain and SAID.match(after) is not None


def classes(value: str) -> int:
    """How many kinds of characters a value is made of: lower, upper, digits, signs."""
    return sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]"))


def looks_random(value: str) -> bool:
    """Whether a word mixes letters, digits and signs as a password does and names do not."""
    if not value.isascii() or HASH.fullmatch(value) or UUID.fullmatch(value):
        return False
    if NOT_SECRET.fullmatch(value) or is_reference(value) or STANDARD.match(value):
        return False
    if PLACEHOLDER.fullmatch(value) or re.search(r"[/\\=(){}\[\];]", value):
        return False
    has_case = (
        re.search("[A-Z]", value) is not None or re.search("[!@#$%^&*+?~]", value) is not None
    )
    return has_case and re.search("[a-z].*[0-9]|[0-9].*[a-z]", value) is not None


def has_label(text: str) -> bool:
    """Whether a label of a secret can stand in a text at all."""
    lowered = text.lower()
    return any(part in lowered for part in LABEL_PARTS)


def is_example(text: str, start: int, end: int) -> bool:
    """Whether the words around say that a value is an example."""
    before = re.split("[。\n]", text[max(0, start - 50) : start])[-1]
    return bool(EXAMPLE_BEFORE.search(before) or EXAMPLE_AFTER.match(text, end))
