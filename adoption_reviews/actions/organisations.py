"""Adding, editing and importing organisations."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from adoption_reviews import audit
from adoption_reviews.models import Organisation
from adoption_reviews.queries import ImportPlan, import_plan


@transaction.atomic
def add_organisation(*, ods_code, name, kind, region, by) -> Organisation:
    """Add an organisation. Raises ValidationError, for a code that is taken too."""
    taken = ValidationError({"ods_code": f"{ods_code} is in the list already"})
    if Organisation.objects.filter(ods_code=ods_code).exists():
        raise taken
    organisation = Organisation(ods_code=ods_code, name=name, kind=kind, region=region)
    organisation.full_clean()
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:  # somebody added it after it was checked
        raise taken from None
    audit.record(by=by, verb="organisation.added", on=organisation, organisation=organisation)
    return organisation


@transaction.atomic
def edit_organisation(*, organisation, name, kind, region, by) -> Organisation:
    """Change what is known of an organisation; a former name is kept. Raises ValidationError.

    Its ODS code stays: an organisation with another code is another organisation.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    former_name = organisation.name
    changes = _set(organisation, name=name, kind=kind, region=region)
    if "name" in changes:
        organisation.former_names.append(former_name)
    organisation.full_clean()
    organisation.save()
    if "name" in changes:
        _record_renaming(organisation, former_name, by=by)
    if changes.keys() - {"name"}:
        audit.record(
            by=by,
            verb="organisation.edited",
            on=organisation,
            organisation=organisation,
            changed={field: list(values) for field, values in changes.items() if field != "name"},
        )
    return organisation


@transaction.atomic
def import_organisations(*, rows, by) -> ImportPlan:
    """Bring in the rows of a trust file, all or none, and say what was done.

    A name that is new replaces the old one, which is kept; a region that is new replaces the old
    one; a kind is only filled in where it was not known.
    """
    known = Organisation.objects.select_for_update().order_by("pk")
    known = {each.ods_code: each for each in known}
    plan = import_plan(rows, known)
    for row in plan.added:
        organisation = Organisation.objects.create(
            ods_code=row.ods_code,
            name=row.name,
            kind=row.kind,
            region=row.region,
            closed_on=row.closed_on,
        )
        audit.record(
            by=by,
            verb="organisation.added",
            on=organisation,
            organisation=organisation,
            from_file=True,
        )
    for row in plan.renamed:
        organisation = known[row.ods_code]
        organisation.former_names.append(organisation.name)
        organisation.name = row.new
        organisation.save()
        _record_renaming(organisation, row.old, by=by, from_file=True)
    for row in plan.edited:
        organisation = known[row.ods_code]
        for field, (_, new) in row.changed.items():
            setattr(organisation, field, new)
        organisation.save()
        audit.record(
            by=by,
            verb="organisation.edited",
            on=organisation,
            organisation=organisation,
            changed={
                field: [each and str(each) for each in row.changed[field]] for field in row.changed
            },
            from_file=True,
        )
    return plan


def _set(row, **values) -> dict[str, tuple]:
    """Set the fields that differ; old and new value of each."""
    changes = {
        field: (getattr(row, field), value)
        for field, value in values.items()
        if getattr(row, field) != value
    }
    for field, (_, value) in changes.items():
        setattr(row, field, value)
    return changes


def _record_renaming(organisation, former_name, *, by, **detail):
    audit.record(
        by=by,
        verb="organisation.renamed",
        on=organisation,
        organisation=organisation,
        old=former_name,
        new=organisation.name,
        **detail,
    )
