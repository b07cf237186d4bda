"""Text that talks to a model instead of to a reader, and text that readers do not see. Pure."""

from __future__ import annotations

import re
import unicodedata

# Characters that take no room on the page. No ordinance needs any.
_INVISIBLE = re.compile(
    r"[\u200b\u200c\u200d\u2060\u2061-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u2069]|[\U000e0000-\U000e007f]"
)
_MANY_INVISIBLE = 3
_INSTRUCTIONS = (
    r"(?:これまで|以前|上記|前|すべて|全て)の(?:指示|命令|プロンプト|ルール|制約)(?:を|は)?(?:すべて|全て)?"
    r"(?:無視|忘れ|破棄|無効)",
    r"(?:システム|内部の?)プロンプト(?:を|の内容を)(?:表示|出力|教え|開示|無視)",
    r"(?:あなた|君|きみ|お前)は(?:今から|これから|もう)",
    r"(?:AI|アシスタント|言語モデル|チャットボット)(?:へ|に対する|への)(?:指示|命令)[:：]",
    r"ignore\s+(?:all\s+|any\s+)?(?:the\s+)?(?:previous|prior|above|earlier)\s+(?:instructions?|prompts?|rules?)",
    r"disregard\s+(?:all\s+)?(?:the\s+)?(?:previous|prior|above)",
    r"reveal\s+(?:your|the)\s+(?:system\s+)?prompt",
    r"you\s+are\s+now\s+(?:a|an|in)\b",
    r"<\|?(?:im_start|system|endoftext)\|?>",
    r"\[/?(?:INST|SYS)\]",
)
_INSTRUCTION = re.compile("|".join(_INSTRUCTIONS), re.IGNORECASE)


def instruction_in(text: str) -> str:
    """Why a text is set aside; empty if it is not."""
    if len(_INVISIBLE.findall(text)) >= _MANY_INVISIBLE:
        return "holds invisible characters; remove them"
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if _INSTRUCTION.search(visible):
        return "speaks to a model instead of to a reader; reword it if it is meant for people"
    return ""
