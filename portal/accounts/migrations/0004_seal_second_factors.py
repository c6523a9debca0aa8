"""Secrets of authenticator apps and of recovery codes that were stored before they were encrypted."""

from django.db import migrations

from portal.accounts.sealing import seal, unseal

SECRETS = {"totp": "secret", "recovery_codes": "seed"}


def change(apps, work):
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRETS):
        name = SECRETS[row.type]
        if name in row.data:
            row.data[name] = work(row.data[name])
            row.save(update_fields=["data"])


def seal_all(apps, schema_editor):
    change(apps, seal)


def unseal_all(apps, schema_editor):
    change(apps, unseal)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_email_in_words"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal_all, unseal_all)]
