"""Passwords, keys, tokens and connection strings, with their value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.filters.alternatives import quick
from assistant.filters.recognizers.base import (
    CERTAIN,
    LIKELY,
    STRONG,
    Candidate,
    JapaneseRecognizer,
)
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.secret_value import (
    LABEL,
    LABEL_CELL,
    LATIN,
    NAMES,
    PLACEHOLDER,
    UUID,
    Bond,
    has_label,
    is_example,
    is_secret,
    looks_random,
)

PRIVATE_KEY = re.compile(
    r"-{2,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)? ?-{2,5}"
    r"(?P<body>[A-Za-z0-9+/=:,.\-\s]{0,8000})"
)
LEAST_KEY_CHARS = 40
# How the keys of well-known services begin (their own documentation; secret scanners know them so).
TOKENS = (
    r"sk-(?:proj-|ant-(?:api[0-9]{2}-)?|or-v1-|svcacct-)?[A-Za-z0-9_\-]{20,200}",
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,200}",
    r"(?:AKIA|ASIA)[A-Z0-9]{12,20}",
    r"gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_\-]{16,100}",
    r"xox[abeoprs]-[A-Za-z0-9\-]{10,250}|xapp-[0-9]-[A-Za-z0-9\-]{10,250}",
    r"AIza[A-Za-z0-9_\-]{30,60}|ya29\.[A-Za-z0-9_\-]{20,500}",
    r"eyJ[A-Za-z0-9_\-]{8,3000}\.[A-Za-z0-9_\-]{8,3000}\.[A-Za-z0-9_\-]{8,1000}",
    r"hf_[A-Za-z0-9]{20,100}|npm_[A-Za-z0-9]{20,100}|pypi-[A-Za-z0-9_\-]{20,300}",
    r"SG\.[A-Za-z0-9_\-]{16,60}\.[A-Za-z0-9_\-]{16,80}|hvs\.[A-Za-z0-9_\-]{20,200}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{20,80}|dop_v1_[a-f0-9]{40,80}",
)
TOKEN = re.compile(rf"(?=[A-Za-z])(?<![A-Za-z0-9_\-])(?:{'|'.join(TOKENS)})(?![A-Za-z0-9_])")
WEB_HOOK = re.compile(
    r"hooks\.slack\.com/services/(?P<value>[A-Za-z0-9]{6,20}/[A-Za-z0-9]{6,20}/[A-Za-z0-9]{10,40})"
    r"|[?&](?:sig|signature|X-Amz-Signature)=(?P<sig>[A-Za-z0-9%/+=_\-]{20,300})"
)
HEADER = re.compile(
    r"(?:Bearer|Authorization ?[:=] ?[\"']?[A-Za-z][A-Za-z0-9-]{1,30}|X-Api-Key ?[:=]) ?[:=]? ?"
    r"[\"']?(?P<value>[A-Za-z0-9._~+/\-]{8,3000}={0,2})",
    re.IGNORECASE,
)
USER_INFO = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]{1,20}://[^\s:/@\"'<>]{1,64}:(?P<value>[^\s/@\"'<>]{3,128})@[A-Za-z0-9\[]"
)
COMMAND = re.compile(
    r"(?:curl|wget|mysql|mysqldump|sshpass|net use|smbclient|psql|sqlcmd|ldapsearch)\b[^\n]{0,120}?"
    r"[ ](?:-u ?[A-Za-z0-9._@\\-]{1,40}:|/user:[A-Za-z0-9._@\\-]{1,40} |-p ?|-P ?|-w ?)"
    r"[\"']?(?P<value>[!-~]{4,64}?)(?=[\"'\s]|$)"
)
OTHER_COMMAND = re.compile(
    r"(?:redis-cli\b[^\n]{0,80}? -a ?|(?:7za?|zip|unzip|rar|unrar)\b[^\n]{0,80}? -[pP] ?"
    r"|(?:-passin|-passout|--passphrase|--password)[ =](?:pass:)?)"
    r"[\"']?(?P<value>[!-~]{4,64}?)(?=[\"'\s]|$)"
)
BOTH = re.compile(
    r"(?:ID|ユーザー(?:名|ID)?|アカウント|ログイン) ?[/・&と] ?(?:PW|PASS|Pass|パスワード"
    r"|パス)[^\n]{0,8}?[:=は が]{1,3}"
    r" ?[「\"']?[A-Za-z0-9._@\-]{2,40} ?(?:[/／・,、と]|  ?) ?(?P<value>[!-~]{4,64})",
)
# パス alone is also a pass and a path: only a line of its own with a random word behind it.
PASS_LINE = re.compile(r"^[ \t・]*パス[ \t]*[: \t][ \t]*(?P<value>[!-~]{6,64})$", re.MULTILINE)
SECURE_STRING = re.compile(r"ConvertTo-SecureString[^\n\"']{0,30}[\"'](?P<value>[!-~]{4,64}?)[\"']")
# A row of a table that stands upright: | パスワード | … |
UPRIGHT = re.compile(
    rf"(?:^|\|)[ \t]*(?P<label>{LABEL_CELL.pattern})[ \t]*[|,\t][ \t]*"
    r"(?P<value>[!-+\--{}~]{4,64})[ \t]*(?=\||$)",
    re.IGNORECASE | re.MULTILINE,
)
CHANGED = re.compile(
    rf"{NAMES}[^。\n]{{0,12}}?[はをが、 ] ?[「『]?[!-~]{{4,64}}?[」』]? ?(?:から|→|⇒) ?[「『]?"
    r"(?P<value>[!-~]{4,64}?)[」』]? ?(?:に|へ)(?:変|更|し(?:た|ま))",
    re.IGNORECASE,
)
# What opens a lock: figures it opens with, and the turns of a dial.
LOCK = re.compile(
    r"(?:ロック|錠|鍵|扉|ドア|金庫|ゲート|キーボックス|ダイヤル|端末|画面)"
    r"[^。\n0-9]{0,12}?(?:は|:|が) ?[「『]?(?P<value>[0-9]{4,12}#?)[」』]? ?"
    r"で(?:開|解|あ(?:き|け)|入|外)"
)
KEYS_IN_ORDER = re.compile(
    r"(?:ロック|錠|鍵|扉|ドア|金庫|ゲート|キーボックス)[^。\n]{0,24}?[「『]?"
    r"(?P<value>[0-9](?:[ 、,・→-]{0,3}[0-9]){3,11})#?[」』]? ?(?:の順|を(?:順に)?押)"
)
# Entered to get in, without the word password: ログインは zei02 で … を入れる; (admin / …).
ENTERED = re.compile(
    r"(?:ログイン|サインイン|管理画面|端末)[^。\n]{0,40}?(?<![!-~])(?P<value>[!-~]{6,64}) ?"
    r"(?:を(?:入れ|打|入力)|で(?:ログイン|入(?:る|れ)|開))"
)
IN_BRACKETS = re.compile(
    r"(?:初期設定|既定|管理画面|ログイン|アカウント|管理者|共用|共通|ID)[^。\n]{0,20}?"
    r"[(（] ?[A-Za-z][A-Za-z0-9._@-]{1,30} ?[/／] ?(?P<value>[!-.0-~]{4,40}?) ?[)）]"
)
TURN = r"[右左](?:に|へ|回りに|回しで)? ?(?:[0-9]{1,2}回(?:まわして)? ?)?[0-9]{1,3}"
DIAL = re.compile(
    r"(?:暗証|金庫|ダイヤル|解錠|開錠|ロック)[^。\n]{0,24}?"
    rf"(?P<value>{TURN}(?:[^。\n0-9]{{0,8}}?{TURN}){{1,4}})"
)
# Figures one by one behind the label: 暗証番号は7 1 9 4です.
SPACED_CODE = re.compile(
    r"(?:暗証番号|暗証|パスコード|PIN(?:コード|番号)?|解[錠除](?:番号|コード)|開錠番号|ドアコード)"
    r"(?: ?[:=] ?|は、?|が|を| )[「『]?(?P<value>[0-9](?:[ ・\-][0-9]){3,11})(?![0-9]|[ ]?(?:桁"
    r"|回|年|月|日|人))"
)
PASS_BEHIND_USER = re.compile(
    r"(?:ユーザー?名?|アカウント|ログイン"
    r"|ID)[^\n。]{0,40}?[、,/ ]パス(?: ?[:=] ?|は)(?P<value>[!-~]{6,64})"
)
AROUND = re.compile("[!-+\\--~]{8,64}")
NEAR = 60
TAIL = re.compile(
    "[」』\"']? ?(?:です|になり|とな|に変|に設定|に戻|でログ|で入|でした|だった|$|\n|。)"
)
SSID = re.compile(
    quick("SSID|Wi-?Fi|無線(?!従|機|局|放送|通信|室)|アクセスポイント", ignores_case=True),
    re.IGNORECASE,
)
WIFI_KEY = re.compile(
    r"(?<![A-Za-zァ-ヶー])(?:キー|KEY|Key|key|鍵|PASS|パス)[」』\"']?(?: ?[:=] ?|は ?|が ?"
    r"| {1,3}|\t)"
    r"[「『\"']?(?P<value>[!-~]{8,63})"
)
# Which pattern shows a credential, and what stands in lower case in every text it fits.
SHAPES = (
    (WEB_HOOK, "signed address", ("hooks.slack", "sig=", "signature=")),
    (HEADER, "credential in a header", ("bearer", "authorization", "x-api-key")),
    (USER_INFO, "credential in an address", ("://",)),
    (COMMAND, "credential in a command", (" -", " /user:")),
    (OTHER_COMMAND, "credential in a command", ("redis-cli", "zip", "7z", "rar", "-pass")),
    (BOTH, "user and password", ("pw", "pass", "パス")),
    (SECURE_STRING, "credential in a command", ("convertto-securestring",)),
)
LONG_WORD = re.compile(r"[A-Za-z0-9_\-]{12}")
# Words that could begin inside the value.
TRIM = "\"'`」』、。,;)>]|"


class SecretRecognizer(JapaneseRecognizer):
    """Finds secrets that open something, where their value stands.

    Format: private keys (PEM, RFC 7468), keys of well-known services by how they begin, JSON web
    tokens (RFC 7519), credentials in headers (RFC 9110), URLs (RFC 3986 userinfo), commands and
    connection strings, the value behind a label (パスワードは…, `PASSWORD=…`, 暗証番号 1234), the
    cells of a column パスワード. No check digit. Placeholders, examples, rules about passwords,
    variables, hashes, UUIDs and commit ids are none.
    Basis: not personal information; 不正アクセス行為の禁止等に関する法律 5条 (no one may hand on
    another's code), 地方公共団体における情報セキュリティポリシーに関するガイドライン (認証情報).
    """

    ENTITY = "SECRET"
    NEEDS_DIGITS = False

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Secrets by their own shape, then by their label, their column and their sentence."""
        text = document.text
        yield from private_keys(text)
        yield from by_shape(text)
        if has_label(text):
            for found in LABEL.finditer(text):
                yield from labelled(text, found)
            yield from in_columns(document)
            yield from upright(text)
            yield from in_sentence(text)
        yield from of_locks(text)
        yield from of_short_labels(text)
        if SSID.search(text):
            for found in WIFI_KEY.finditer(text):
                yield from judged(text, *found.span("value"), Bond.SIGN)


def of_short_labels(text: str) -> Iterator[Candidate]:
    """Codes written figure by figure, and what stands behind a mere パス."""
    for found in SPACED_CODE.finditer(text):
        yield Candidate(*found.span("value"), STRONG, "label before it")
    if "パス" not in text:
        return
    for found in PASS_LINE.finditer(text):
        if looks_random(found["value"]):
            yield from judged(text, *found.span("value"), Bond.SIGN)
    for found in PASS_BEHIND_USER.finditer(text):
        yield from judged(text, *found.span("value"), Bond.SIGN)


def private_keys(text: str) -> Iterator[Candidate]:
    """Private keys with their body; one that was left out is none."""
    for found in PRIVATE_KEY.finditer(text) if "PRIVATE KEY" in text else ():
        body = found["body"].partition("-----")[0]
        if sum(one.isalnum() for one in body) >= LEAST_KEY_CHARS:
            end = text.find("-----", found.start("body") + len(body) + 5)
            close = end + 5 if 0 <= end - found.end("body") < 60 else found.end()
            yield Candidate(found.start(), max(close, found.end()), CERTAIN, "private key")


def by_shape(text: str) -> Iterator[Candidate]:
    """What shows by itself that it is a key, or stands where only a credential stands."""
    for found in TOKEN.finditer(text) if LONG_WORD.search(text) else ():
        if not is_example(text, *found.span()) and not PLACEHOLDER.fullmatch(found[0]):
            yield Candidate(*found.span(), CERTAIN, "key of a known service")
    lowered = text.lower()
    for pattern, reason, triggers in SHAPES:
        if not any(one in lowered for one in triggers):
            continue
        for found in pattern.finditer(text):
            name = "sig" if pattern is WEB_HOOK and found["sig"] else "value"
            if pattern is HEADER and UUID.fullmatch(found["value"]):
                # Elsewhere it only names a thing.
                yield Candidate(*found.span("value"), CERTAIN, reason)
            for one in judged(text, *found.span(name), Bond.SIGN):
                yield replace(one, score=CERTAIN, reason=reason)


def labelled(text: str, label: re.Match[str]) -> Iterator[Candidate]:
    """The value behind one label."""
    value = label["quoted"] or label["value"]
    line_start = text.rfind("\n", 0, label.start()) + 1
    is_header = "\n" in label["bond"] and re.search("[,|\t]", text[line_start : label.end("label")])
    if value is None or is_header:
        return
    start = label.start("quoted") if label["quoted"] else label.start("value")
    bond = Bond.of(label["bond"], is_quoted=label["quoted"] is not None)
    yield from judged(text, start, start + len(value), bond, label["label"])


def judged(text: str, start: int, end: int, bond: Bond, label: str = "") -> Iterator[Candidate]:
    """A value, if it is one, without the marks behind it."""
    value = text[start:end].rstrip(TRIM) or text[start:end]
    if bond is not Bond.QUOTED:
        value = value.rstrip(".:")
    end = start + len(value)
    after = text[end : end + 16]
    if is_secret(value, bond, label=label, after=after) and not is_example(text, start, end):
        yield Candidate(start, end, STRONG, "label before it")


def in_columns(document: Document) -> Iterator[Candidate]:
    """Cells under a column of passwords."""
    if not any(LABEL_CELL.fullmatch(name) for name in document.columns):
        return
    for found in re.finditer(r"[!-{}~]{4,64}", document.text):
        value = found[0].strip("\"',;")
        row = document.row(found.start())
        if row is None or value not in row.cells or value in row.header:
            continue
        if LABEL_CELL.fullmatch(document.column(found.start())) and is_secret(value, Bond.SIGN):
            start = found.start() + found[0].index(value)
            yield Candidate(start, start + len(value), STRONG, "column of passwords")


def upright(text: str) -> Iterator[Candidate]:
    """The cell beside a cell パスワード, and what a password is changed to."""
    for pattern in (UPRIGHT, CHANGED):
        for found in pattern.finditer(text):
            label = found.groupdict().get("label") or found[0]
            for one in judged(text, *found.span("value"), Bond.BLANK, label):
                yield replace(
                    one, reason="cell beside its label" if pattern is UPRIGHT else one.reason
                )


def of_locks(text: str) -> Iterator[Candidate]:
    """Figures said to open a lock."""
    for pattern in (ENTERED, IN_BRACKETS):
        for found in pattern.finditer(text):
            if looks_random(found["value"]):
                yield from judged(text, *found.span("value"), Bond.SIGN)
    for pattern in (LOCK, KEYS_IN_ORDER, DIAL):
        for found in pattern.finditer(text):
            if not is_example(text, *found.span("value")):
                yield Candidate(*found.span("value"), STRONG, "opens a lock")


def in_sentence(text: str) -> Iterator[Candidate]:
    """Random-looking words shortly behind a word like パスワード, said to be it."""
    labels = [found.end() for found in LATIN.finditer(text)]
    for found in AROUND.finditer(text) if labels else ():
        value = found[0].strip(TRIM)
        start = found.start() + found[0].find(value)
        end = start + len(value)
        if not any(0 <= start - place <= NEAR for place in labels) or len(value) < 8:
            continue
        is_said = text[start - 1 : start] in ("「", "『") or TAIL.match(text, end)
        if is_said and looks_random(value) and not is_example(text, start, end):
            yield Candidate(start, end, LIKELY, "random word behind a label")
