"""Writing organisations, reviews, people and roles: each function one transaction, audited."""

from adoption_reviews.actions.organisations import (
    add_organisation,
    edit_organisation,
    import_organisations,
)
from adoption_reviews.actions.people import (
    InvitationNotSent,
    add_person,
    deactivate_person,
    edit_person,
    give_role,
    invite_person,
    reactivate_person,
    take_role,
)
from adoption_reviews.actions.reviews import edit_review, start_review

__all__ = [
    "InvitationNotSent",
    "add_organisation",
    "add_person",
    "deactivate_person",
    "edit_organisation",
    "edit_person",
    "edit_review",
    "give_role",
    "import_organisations",
    "invite_person",
    "reactivate_person",
    "start_review",
    "take_role",
]
