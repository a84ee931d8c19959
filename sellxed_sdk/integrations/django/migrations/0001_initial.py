"""The table of records, and the permission to manage modules."""

from django.db import migrations, models

__all__ = ["Migration"]


class Migration(migrations.Migration):
    """Makes ``sellxed_record``; `PanelEntry` has no table."""

    initial = True
    dependencies: list[tuple[str, str]] = []  # noqa: RUF012 - Django's own form
    operations = [  # noqa: RUF012 - likewise
        migrations.CreateModel(
            name="PanelEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "Module",
                "verbose_name_plural": "Modules",
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("data", models.BinaryField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "permissions": (("manage_modules", "Can manage paid modules"),),
                "default_permissions": (),
            },
        ),
    ]
