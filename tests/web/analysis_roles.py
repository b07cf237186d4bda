"""Who may open which page of `/analysis`."""

from __future__ import annotations

from assistant.identity.roles import Role

CITY_WIDE = frozenset({Role.ADMIN, Role.ANALYST, Role.AUDITOR})
WITH_HEAD = CITY_WIDE | {Role.DEPARTMENT_ADMIN}
EXPORTERS = frozenset({Role.ANALYST, Role.AUDITOR})
SURVEYORS = frozenset({Role.ADMIN, Role.ANALYST})

ANALYSIS: dict[tuple[str, str], frozenset[Role]] = {
    ("GET", "/analysis"): WITH_HEAD,
    ("GET", "/analysis/council"): WITH_HEAD,
    ("GET", "/analysis/adoption"): WITH_HEAD,
    ("GET", "/analysis/outcomes"): WITH_HEAD,
    ("GET", "/analysis/money"): WITH_HEAD,
    ("GET", "/analysis/terms"): WITH_HEAD,
    ("POST", "/analysis/report"): WITH_HEAD,
    ("GET", "/analysis/exports"): EXPORTERS,
    ("POST", "/analysis/exports"): EXPORTERS,
    ("GET", "/analysis/survey"): CITY_WIDE,
    ("GET", "/analysis/survey/import"): SURVEYORS,
    ("POST", "/analysis/survey/import"): SURVEYORS,
    ("POST", "/analysis/survey/import/apply"): SURVEYORS,
}
