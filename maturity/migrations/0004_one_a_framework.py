from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("maturity", "0003_framework_keys")]

    operations = [
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.UniqueConstraint(
                fields=["review", "framework_key"], name="one_self_assessment_a_framework"
            ),
        ),
    ]
