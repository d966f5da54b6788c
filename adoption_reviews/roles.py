"""Roles, permissions and the table that joins them: the one place that says who may do what."""

from enum import Enum, StrEnum

from django.db import models


class Scope(Enum):
    HUB = "the whole hub"
    ORGANISATION = "one organisation and its reviews"
    REVIEW = "one review"


class Role(models.TextChoices):
    HUB_ADMINISTRATOR = "hub-administrator", "Hub administrator"
    HUB_STAFF = "hub-staff", "Hub staff"
    REVIEWER = "reviewer", "Reviewer"
    TRUST_LEAD = "trust-lead", "Trust lead"
    TRUST_CONTRIBUTOR = "trust-contributor", "Trust contributor"

    @property
    def scope(self) -> Scope:
        return SCOPES[self]

    @classmethod
    def of(cls, scope: Scope) -> list[str]:
        """The values of the roles that are held for `scope`."""
        return [role.value for role in cls if role.scope is scope]


SCOPES = {
    Role.HUB_ADMINISTRATOR: Scope.HUB,
    Role.HUB_STAFF: Scope.HUB,
    Role.REVIEWER: Scope.REVIEW,
    Role.TRUST_LEAD: Scope.ORGANISATION,
    Role.TRUST_CONTRIBUTOR: Scope.ORGANISATION,
}


class Permission(StrEnum):
    # Any signed-in user: their own start page and nothing else.
    SIGNED_IN = "be signed in"
    # The hub
    SEE_DASHBOARD = "compare trusts on the dashboard"
    RELEASE_COHORT = "show the cohort's figures to trusts, without names"
    SEE_TRUSTS = "see the list of trusts"
    MANAGE_REVIEWS = "add trusts, start reviews and say who works on them"
    MANAGE_PEOPLE = "add people and give roles"
    READ_AUDIT = "read the audit log"
    MANAGE_GUIDES = "write and publish the hub's interview guides"
    MANAGE_THEMES = "change the hub's themes"
    MANAGE_FRAMEWORKS = "upload and publish the hub's own frameworks"
    MANAGE_SETTINGS = "change the hub's settings"
    # One organisation
    SEE_TRUST = "see a trust's page"
    # One review
    SEE_REVIEW = "see a review's page"
    RUN_REVIEW = "move a review to its next phase"
    SEE_PARTICIPANTS = "see and add participants, by name"
    RECORD_INTERVIEWS = "plan, record, import and read interviews"
    CODE_PASSAGES = "mark passages as evidence"
    READ_EVIDENCE = "read the evidence for an influence, without names"
    WRITE_CASE_STUDIES = "write case studies"
    READ_CASE_STUDIES = "read case studies"
    RATE_MATURITY = "answer the parts of a self-rating that one was given"
    LEAD_MATURITY = "open the trust's self-rating, invite colleagues, settle and submit it"
    READ_MATURITY = "see the trust's self-rating, at least one's own parts"
    READ_WHOLE_MATURITY = "read all parts of the trust's self-rating"
    AGREE_MATURITY = "comment on a self-rating, agree it or open it again"
    BUILD_REPORTS = "build, preview and release reports"
    READ_REPORTS = "read and download released reports"


_HUB_STAFF = {
    Permission.SIGNED_IN,
    Permission.SEE_DASHBOARD,
    Permission.RELEASE_COHORT,
    Permission.SEE_TRUSTS,
    Permission.MANAGE_REVIEWS,
    Permission.SEE_TRUST,
    Permission.SEE_REVIEW,
    Permission.READ_EVIDENCE,
    Permission.READ_CASE_STUDIES,
    Permission.READ_MATURITY,
    Permission.READ_WHOLE_MATURITY,
    Permission.READ_REPORTS,
}

# Hub staff never reach a transcript or a participant: those belong to the review's reviewers.
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.HUB_ADMINISTRATOR: frozenset(
        _HUB_STAFF
        | {
            Permission.MANAGE_PEOPLE,
            Permission.READ_AUDIT,
            Permission.MANAGE_GUIDES,
            Permission.MANAGE_THEMES,
            Permission.MANAGE_FRAMEWORKS,
            Permission.MANAGE_SETTINGS,
        }
    ),
    Role.HUB_STAFF: frozenset(_HUB_STAFF),
    Role.REVIEWER: frozenset(
        {
            Permission.SIGNED_IN,
            Permission.SEE_TRUST,
            Permission.SEE_REVIEW,
            Permission.RUN_REVIEW,
            Permission.SEE_PARTICIPANTS,
            Permission.RECORD_INTERVIEWS,
            Permission.CODE_PASSAGES,
            Permission.READ_EVIDENCE,
            Permission.WRITE_CASE_STUDIES,
            Permission.READ_CASE_STUDIES,
            Permission.READ_MATURITY,
            Permission.READ_WHOLE_MATURITY,
            Permission.AGREE_MATURITY,
            Permission.BUILD_REPORTS,
            Permission.READ_REPORTS,
        }
    ),
    Role.TRUST_LEAD: frozenset(
        {
            Permission.SIGNED_IN,
            Permission.SEE_TRUST,
            Permission.SEE_REVIEW,
            Permission.RATE_MATURITY,
            Permission.LEAD_MATURITY,
            Permission.READ_MATURITY,
            Permission.READ_WHOLE_MATURITY,
            Permission.READ_REPORTS,
        }
    ),
    # What they were given of the self-rating, and nothing else of the review or the trust.
    Role.TRUST_CONTRIBUTOR: frozenset(
        {
            Permission.SIGNED_IN,
            Permission.RATE_MATURITY,
            Permission.READ_MATURITY,
        }
    ),
}
