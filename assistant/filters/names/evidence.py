"""The weights of all evidence for and against a person's name, and the sum that decides."""

from __future__ import annotations

from collections.abc import Iterable, Set

# Points out of 1; a candidate's score is the sum, kept within 0 and 1.
WEIGHTS = {
    # for
    "model": 0.19,
    "surname_and_given": 0.35,
    "surname_and_rest": 0.19,
    "tag_surname": 0.22,
    "tag_given": 0.27,
    "tag_full_name": 0.18,
    "known_surname": 0.26,
    "known_given": 0.03,
    "only_surname": 0.18,
    "given_word": 0.49,
    "kanji_called": 0.28,
    "entitled_place": 0.52,
    "surname_column": 0.3,
    "division_before": 0.39,
    "honorific": 0.59,
    "pair": 0.18,
    "pair_surname": 0.31,
    "pair_given": 0.34,
    "pair_given_shape": 0.4,
    "field": 0.76,
    "vague_field": 0.46,
    "column": 0.86,
    "vague_column": 0.48,
    "role_before": 0.22,
    "title_after": 0.51,
    "contact_beside": 0.34,
    "introduction": 0.3,
    "speaker": 0.35,
    "counted_people": 0.41,
    "listed_with_person": 0.4,
    "named_elsewhere": 0.87,
    "family_after": 0.36,
    "romaji": 0.35,
    "romaji_known": 0.41,
    "english_title": 0.56,
    "self_introduction": 0.7,
    "entitled": 0.24,
    "entitled_word": 0.22,
    "reading": 0.02,
    "reading_after": 0.4,
    "kana_cell": 0.19,
    "kana_full_name": 0.17,
    "list_lead": 0.41,
    "single_lead": 0.36,
    "school_class": 0.41,
    "foreign_latin": 0.42,
    "foreign_latin_all": 0.3,
    "labelled_latin": 0.6,
    "foreign_dotted": 0.39,
    "dotted_name": 0.1,
    "new_given": 0.35,
    "addressee": 0.3,
    "person_action": 0.52,
    "person_noun": 0.2,
    "called_person": 0.41,
    "foreign_kana": 0.42,
    "account_name": 0.7,
    "beside_name": 0.32,
    "record_name": 0.5,
    "record_surname": 0.25,
    "label_cell": 0.45,
    "post_before": 0.24,
    "duty": 0.48,
    "in_doubt": 0.0,
    "both_say": 0.25,
    "new_kana": 0.42,
    "only_given": 0.35,
    "told": 0.36,
    "called_before": 0.3,
    "described": 0.3,
    "rank_behind": 0.3,
    "kana_subject": 0.3,
    "nationality": 0.4,
    # against
    "pair_common_word": -0.37,
    "pair_short_word": -0.12,
    "pair_unknown_family": 0.11,
    "romaji_free": 0.2,
    "common_kana": -0.34,
    "repeated": 0.23,
    "pair_rare": -0.19,
    "known_place": -0.16,
    "common_word": -0.56,
    "role_word": -0.62,
    "also_common": -0.08,
    "published_name": -0.95,
    "tags_alone": -0.09,
    "katakana_before": -0.51,
    "surnames_spoken_of": -0.5,
    "cut_word": -0.66,
    "quoted": -0.1,
    "archaic_given": -0.8,
    "public_text": -0.35,
    "private_text": 0.13,
    "subject": 0.12,
    "child_honorific": 0.01,
    "place_lead": -0.8,
    "pair_place": -1.0,
    "named_after_city": -4.0,
    "mascot": -2.0,
    "place_or_organisation": -1.5,
    "organisation_before": -0.81,
    "organisation_value": -1.2,
    "model_other": -0.05,
    "place_list": -0.53,
    "bare_with_no": -0.33,
    "bare_in_compound": -0.04,
    "bare_with_number": -0.26,
    "bare_single": -0.2,
    "product": -1.5,
    "among_history": -1.2,
    "history_around": -1.2,
    "historical_calling": -2.0,
    "in_title": -1.2,
    "credited": -1.2,
    "public_figure": -0.95,
    "creature": -0.87,
    "said_otherwise": -1.0,
    "where": -0.32,
    "figures_behind": -0.5,
    "thing_column": -1.0,
    "noun_follows": -0.18,
    "place_elsewhere": -0.47,
    "plain_nouns": -0.38,
    "bare": -0.09,
    "nobody_certain": -0.42,
    "stop_word": -4.0,
    "official": -4.0,
    "official_elsewhere": -2.0,
    "official_named": -4.0,
    "historical": -4.0,
    "known_to_all": -1.6,
    "sample": -4.0,
    "shown_as_sample": -1.5,
    "determiner": -1.5,
    "placeholder": -4.0,
}

# From here on a name is beyond doubt, and from here on it stops a text by the settings' default.
SURE = 0.8
STOPS = 0.5

# Any of these says that a person is meant, not a place or a thing of that name.
CONTEXT = frozenset(
    (
        "honorific", "pair_surname", "pair_given", "field", "column", "vague_field",
        "vague_column", "role_before", "title_after", "contact_beside", "introduction", "speaker",
        "tag_full_name", "surname_and_given", "family_after", "counted_people",
        "romaji", "english_title", "self_introduction", "entitled", "reading_after", "kana_cell",
        "kana_full_name", "list_lead", "school_class", "foreign_latin", "labelled_latin",
        "addressee", "single_lead", "person_noun", "called_person", "foreign_kana",
        "foreign_dotted", "account_name", "entitled_word", "record_name", "record_surname",
        "label_cell", "pair_given_shape", "post_before", "duty", "nationality",
        "given_word", "division_before", "kanji_called", "entitled_place",
    )
)  # fmt: skip

# Counts only against a name without any such context.
BARE_ONLY = frozenset(
    (
        "known_place", "model_other", "where", "figures_behind", "thing_column", "noun_follows",
        "said_otherwise", "surnames_spoken_of",
    )
)  # fmt: skip


def is_certain(evidence: Set[str]) -> bool:
    """Whether a name is beyond doubt and a person is meant."""
    return bool(evidence & CONTEXT) and score(evidence) >= SURE


def score(evidence: Iterable[str]) -> float:
    """The sum of the weights, between 0 and 1, rounded to two digits."""
    return round(min(max(sum(WEIGHTS[name] for name in set(evidence)), 0.0), 1.0), 2)
