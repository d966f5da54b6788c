"""Who can sign in to the demo hub. The password is public: never load the demo into a real hub."""

from dataclasses import dataclass, replace

from adoption_reviews.roles import Role
from reports.demo.words import read_words

PASSWORD = "demo-hub-2026"  # for all of them


@dataclass(frozen=True)
class SignIn:
    """One demo user. `trust` is set for those who belong to one, as trusts.yaml names it."""

    role: str  # as people read it
    email: str
    password: str
    what_for: str
    name: str
    role_key: Role
    trust: str = ""


ADMINISTRATOR, STAFF, REVIEWER, SECOND_REVIEWER = (
    ("hub.admin@demo.example", "Marguerite Osei-Tuffour"),
    ("hub.staff@demo.example", "Dafydd Rosenqvist"),
    ("reviewer@demo.example", "Solveig Achterberg"),
    ("second.reviewer@demo.example", "Kwabena Thorburn"),
)
LEADS = {  # first the one with a self-rating to fill in
    "thornsea": "Mirela Stannard",
    "wychmere": "Venetia Mallaby",
    "eastfen": "Tunde Kilbride",
    "calderstow": "Hanna Pettifer-Roy",
    "harrowmoor": "Gaurav Inchbald",
}
CONTRIBUTOR = ("thornsea", "Alasdair Nwosu")  # Thornsea's self-rating is still open


def sign_ins() -> list[SignIn]:
    """Everybody who can sign in: one for each role, a second reviewer, a lead for each trust."""
    trusts = read_words().trusts
    contributor_trust, contributor = CONTRIBUTOR
    return [
        _sign_in(Role.HUB_ADMINISTRATOR, *ADMINISTRATOR, "manage people, read the audit log"),
        _sign_in(Role.HUB_STAFF, *STAFF, "compare the trusts on the dashboard"),
        _sign_in(Role.REVIEWER, *REVIEWER, "all reviews: interviews, coding, reports"),
        replace(
            _sign_in(Role.REVIEWER, *SECOND_REVIEWER, "the same, to code blind"),
            role="Second reviewer",
        ),
        *(
            _sign_in(
                Role.TRUST_LEAD,
                f"lead.{trust}@demo.example",
                name,
                f"{trusts[trust].name}: self-rating, released reports",
                trust,
            )
            for trust, name in LEADS.items()
        ),
        _sign_in(
            Role.TRUST_CONTRIBUTOR,
            f"contributor.{contributor_trust}@demo.example",
            contributor,
            f"{trusts[contributor_trust].name}: answer parts of the open self-rating",
            contributor_trust,
        ),
    ]


def _sign_in(role: Role, email: str, name: str, what_for: str, trust: str = "") -> SignIn:
    return SignIn(role.label, email, PASSWORD, what_for, name, role, trust)
