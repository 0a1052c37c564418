from django.db import migrations

from tenants.rls import TENANT, WHOSE
from tenants.roles import APP

# Policies are the application's alone, and ask for the tenant in one place: so they can be proved from outside.
RESTATED = f"""
DO $$ DECLARE known record; BEGIN
    FOR known IN SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = 'tenant' LOOP
        EXECUTE format('ALTER POLICY tenant ON %I TO {APP} USING (%I = {TENANT}) WITH CHECK (%2$I = {TENANT})',
            known.tablename, CASE known.tablename WHEN 'tenants_tenant' THEN 'id' ELSE 'tenant_id' END);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0010_who_calls"),
    ]

    operations = [
        migrations.RunSQL(WHOSE, migrations.RunSQL.noop),
        migrations.RunSQL(RESTATED, migrations.RunSQL.noop),
    ]
