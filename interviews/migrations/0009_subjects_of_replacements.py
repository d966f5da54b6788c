import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("name", "Name"),
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("postcode", "Postcode"),
    ("nhs-number", "NHS number"),
    ("place", "Ward or building"),
    ("trust", "The trust"),
    ("job-title", "Rare job title"),
    ("other", "Something else"),
]


class Migration(migrations.Migration):
    dependencies = [("interviews", "0008_marked_quote")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="subject",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="proposals",
                to="interviews.replacement",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.AlterField(
            model_name="replacement",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.AlterField(
            model_name="replacement",
            name="replacement",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
