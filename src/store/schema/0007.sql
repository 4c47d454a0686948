-- SPDX-License-Identifier: GPL-3.0-or-later
-- A point and the one that takes its place have the same service FQDN until the first is deleted.
ALTER TABLE points ADD COLUMN replaces_id TEXT;
DROP INDEX points_by_service_fqdn;
CREATE UNIQUE INDEX points_by_service_fqdn ON points (cloud_id, service_fqdn, coalesce(replaces_id, ''));
