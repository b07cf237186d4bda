"""Lines that head contacts and addresses: a heading, a signature block, a list of offices."""

from __future__ import annotations

import re

from assistant.filters.alternatives import quick
from assistant.filters.lexicon.contact_words import PRIVATE
from assistant.filters.recognizers.document import Document
from assistant.filters.recognizers.office_names import OfficeNames
from assistant.filters.recognizers.persons_beside import ANONYMOUS, is_told_of_person

# A form or a record about a person, whoever's heading stands over it.
FORM = re.compile(
    quick(
        "受付[票簿]|相談(?:記録|票|カード)|聞き?取り|届(?:出?書)?[】」]?$|(?:申請|申込|申立|申出"
        "|依頼|同意"
        "|誓約|委任|請求|要望|調査)[書票状]|台帳|名簿|カード[】」]?$|記録[票簿]?[】」]?$|連絡票"
        "|通報|苦情|カルテ|メモ[)】」]?$"
    )
)
ADDRESSEE = re.compile("(?:御中|宛て?|あて|へ)$")
# Somebody lives behind the door of a flat, whatever is published around it.
FLAT = re.compile(
    "(?:コーポ|ハイツ|アパート|マンション|メゾン|レジデンス|荘)[^\\n]{0,8}[0-9]{2,4}|[0-9]{2,4}号室"
)
SAYS_WHERE = re.compile("場所$|住所$|送り先$|送付先$")
CONTACT_HEADING = re.compile(
    quick(
        "問い?合わ?せ|申し?込み?先|窓口一覧|連絡先一覧|相談窓口|相談先|施設一覧|加盟店|協力店|取扱店"
        "|医療機関|避難所|発行|編集|主催|事務局|会場一覧|店舗一覧|事業所一覧|配布場所|販売場所"
    )
)
LISTED_CONTACT = re.compile("[0-9]{2,5}[-(][0-9]{1,4}[-)][0-9]{4}|〒|@")
FAR_FROM_END = 12
LONGEST_LIST = 15
LINES_BACK = 4


def heading_above(document: Document, start: int, offices: OfficeNames) -> str | None:
    """Why a line above, a few lines or the list it heads away, makes it an office's; or none."""
    place = document.line_start(start)
    line = document.line(start)
    # Who is named in the line of a note has it, whatever office heads the note.
    is_named = not document.is_published and is_told_of_person(line)
    if FLAT.search(line) or (is_named and SAYS_WHERE.search(document.label(start))):
        return None
    lines_left, blanks = LINES_BACK, 0
    for _ in range(LONGEST_LIST):
        if place == 0 or lines_left == 0 or blanks > 1:
            return None
        end = place - 1
        place = document.line_start(end)
        line = document.text[place:end].strip()
        if line and not is_heading(line):
            return None
        reason = heads_contacts(line, offices)
        if reason is not None:
            return reason
        blanks = 0 if line else blanks + 1
        lines_left -= not LISTED_CONTACT.search(line)
    return None


def heads_contacts(line: str, offices: OfficeNames) -> str | None:
    """Why what stands under a line is an office's, or none."""
    if CONTACT_HEADING.search(line):
        return "heading of contacts"
    named = offices.among(line)
    if named and LISTED_CONTACT.search(line):
        return "list of offices"
    if named and len(line) - named[-1].end() <= FAR_FROM_END:
        return "office in a line above"
    return None


def is_heading(line: str) -> bool:
    """Whether a line can head a contact: short, no sentence, person, form or addressee."""
    is_short = 0 < len(line) <= 40 and "。" not in line and not FORM.search(line)
    # The rewrite's own Aさん says nothing about who it was.
    told = ANONYMOUS.sub("", line)
    return is_short and not PRIVATE.search(told) and not ADDRESSEE.search(line)
