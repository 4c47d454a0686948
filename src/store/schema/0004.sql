-- SPDX-License-Identifier: GPL-3.0-or-later
-- An app registration is one half of an Azure service; the other half is the credential that works when nobody watches
-- (the secret itself lies in the keyring).
ALTER TABLE app_registrations RENAME TO azure_services;
ALTER TABLE azure_services ADD COLUMN name TEXT;
ALTER TABLE azure_services ADD COLUMN object_id TEXT;
ALTER TABLE azure_services ADD COLUMN application_id TEXT;
ALTER TABLE azure_services ADD COLUMN key_id TEXT;
ALTER TABLE azure_services ADD COLUMN credential TEXT NOT NULL DEFAULT 'none';
ALTER TABLE azure_services ADD COLUMN expires BIGINT NOT NULL DEFAULT 0;
