from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("maturity", "0004_one_a_framework"),
    ]

    operations = [
        migrations.AddField(
            model_name="remark",
            name="by_reviewer",
            field=models.BooleanField(default=False),
        ),
    ]
