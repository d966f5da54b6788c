import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

CONSENTS = ["interview", "record", "quote"]


def copy_to_each(apps, schema_editor):
    """Each consent that was given bears the date and the reviewer that stood for all of them."""
    participants = apps.get_model("interviews", "Participant").objects
    for consent in CONSENTS:
        field = f"consent_to_{consent}"
        participants.filter(**{field: True}).update(
            **{f"{field}_on": F("consent_taken_on"), f"{field}_by": F("consent_taken_by")}
        )


def copy_from_one(apps, schema_editor):
    """Back to one date for all: that of the first consent given."""
    participants = apps.get_model("interviews", "Participant").objects
    for consent in reversed(CONSENTS):
        field = f"consent_to_{consent}"
        participants.filter(**{field: True, f"{field}_on__isnull": False}).update(
            consent_taken_on=F(f"{field}_on"), consent_taken_by=F(f"{field}_by")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0002_recording_and_guides"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        operation
        for consent in CONSENTS
        for operation in (
            migrations.AddField(
                "participant",
                f"consent_to_{consent}_on",
                models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                "participant",
                f"consent_to_{consent}_by",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        )
    ] + [
        migrations.RunPython(copy_to_each, copy_from_one),
        migrations.RemoveField("participant", "consent_taken_on"),
        migrations.RemoveField("participant", "consent_taken_by"),
    ]
