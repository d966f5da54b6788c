from django.db import migrations


def name_frameworks(apps, schema_editor):
    """A self-rating is on a framework in whichever version; what happened so far becomes steps."""
    assessments = apps.get_model("maturity", "SelfAssessment")
    steps = apps.get_model("maturity", "StatusChange")
    for each in assessments.objects.all():
        each.framework_key = each.framework_ref.partition("@")[0]
        each.save(update_fields=["framework_key"])
        opened = steps.objects.create(assessment=each, after="open")
        steps.objects.filter(pk=opened.pk).update(at=each.created_at)
        if each.submitted_at:
            step = steps.objects.create(
                assessment=each, before="open", after="submitted", by_id=each.submitted_by_id
            )
            steps.objects.filter(pk=step.pk).update(at=each.submitted_at)


class Migration(migrations.Migration):
    dependencies = [("maturity", "0002_together")]

    operations = [migrations.RunPython(name_frameworks, migrations.RunPython.noop)]
