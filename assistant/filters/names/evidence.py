"""The weights of all evidence for and against a person's name, and the sum that decides."""

from __future__ import annotations

from collections.abc import Iterable

# Points out of 1; a candidate's score is the sum, kept within 0 and 1.
WEIGHTS = {
    # for
    "model": 0.35,
    "surname_and_given": 0.35,
    "surname_and_rest": 0.1,
    "tag_surname": 0.25,
    "tag_given": 0.2,
    "tag_full_name": 0.35,
    "known_surname": 0.1,
    "known_given": 0.1,
    "honorific": 0.6,
    "pair": 0.15,
    "pair_surname": 0.3,
    "pair_given": 0.2,
    "field": 0.75,
    "vague_field": 0.4,
    "column": 0.85,
    "vague_column": 0.5,
    "role_before": 0.4,
    "title_after": 0.35,
    "contact_beside": 0.35,
    "introduction": 0.3,
    "speaker": 0.35,
    "counted_people": 0.35,
    "listed_with_person": 0.4,
    "named_elsewhere": 0.85,
    "family_after": 0.35,
    "romaji": 0.3,
    "romaji_known": 0.35,
    "english_title": 0.6,
    "self_introduction": 0.6,
    "entitled": 0.2,
    "entitled_word": 0.1,
    "reading": 0.25,
    "reading_after": 0.4,
    "kana_cell": 0.3,
    "kana_full_name": 0.3,
    "list_lead": 0.4,
    "single_lead": 0.3,
    "school_class": 0.4,
    "foreign_latin": 0.35,
    "foreign_latin_all": 0.3,
    "labelled_latin": 0.6,
    "foreign_dotted": 0.3,
    "addressee": 0.3,
    "person_action": 0.35,
    "person_noun": 0.15,
    "called_person": 0.45,
    "foreign_kana": 0.3,
    "account_name": 0.7,
    "beside_name": 0.4,
    # against
    "pair_common_word": -0.35,
    "known_place": -0.2,
    "common_word": -0.6,
    "place_or_organisation": -1.5,
    "organisation_before": -0.7,
    "organisation_value": -1.0,
    "model_other": -0.35,
    "place_list": -0.6,
    "bare_with_no": -0.3,
    "bare_in_compound": -0.3,
    "bare_with_number": -0.2,
    "bare_single": -0.4,
    "product": -1.5,
    "among_history": -1.0,
    "history_around": -1.2,
    "historical_calling": -2.0,
    "in_title": -1.2,
    "credited": -1.2,
    "public_figure": -1.6,
    "creature": -0.7,
    "said_otherwise": -1.0,
    "where": -0.4,
    "figures_behind": -0.5,
    "thing_column": -1.0,
    "noun_follows": -0.4,
    "place_elsewhere": -0.5,
    "plain_nouns": -0.3,
    "bare": -0.2,
    "nobody_certain": -0.15,
    "stop_word": -2.0,
    "official": -2.0,
    "official_elsewhere": -2.0,
    "historical": -2.0,
    "sample": -2.0,
    "placeholder": -2.0,
}

# Any of these says that a person is meant, not a place or a thing of that name.
CONTEXT = frozenset(
    (
        "honorific", "pair_surname", "pair_given", "field", "column", "vague_field",
        "vague_column", "role_before", "title_after", "contact_beside", "introduction", "speaker",
        "tag_full_name", "surname_and_given", "family_after", "counted_people",
        "romaji", "english_title", "self_introduction", "entitled", "reading_after", "kana_cell",
        "kana_full_name", "list_lead", "school_class", "foreign_latin", "labelled_latin",
        "addressee", "single_lead", "person_noun", "called_person", "foreign_kana",
        "foreign_dotted", "account_name", "entitled_word",
    )
)  # fmt: skip

# Counts only against a name without any such context.
BARE_ONLY = frozenset(
    (
        "known_place", "model_other", "where", "figures_behind", "thing_column", "noun_follows",
        "said_otherwise",
    )
)  # fmt: skip


def score(evidence: Iterable[str]) -> float:
    """The sum of the weights, between 0 and 1, rounded to two digits."""
    return round(min(max(sum(WEIGHTS[name] for name in set(evidence)), 0.0), 1.0), 2)
