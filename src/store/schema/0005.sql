-- SPDX-License-Identifier: GPL-3.0-or-later
-- Packages, groups, and how far each package is on each cloud distribution point. Packages and points have small numbers
-- here, because there may be a million pairs of them. The counts are kept by whoever writes content_status, in the same
-- transaction, so that a chart never has to scan.

-- packages: serial of the last saved package; groups: changes of groups; content: changes of content_status;
-- package-numbers: the last one given
INSERT INTO counters (name, value)
VALUES ('packages', 0), ('groups', 0), ('content', 0), ('package-numbers', 0);

CREATE TABLE packages (
  id TEXT NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  source_version INTEGER NOT NULL,
  serial BIGINT NOT NULL,
  -- of the last save; serial moves on when only its counts change
  saved_serial BIGINT NOT NULL,
  data TEXT NOT NULL
);
CREATE UNIQUE INDEX packages_by_serial ON packages (serial);

-- So that a view that looks seldom still hears of a removal.
CREATE TABLE removed_packages (
  id TEXT NOT NULL PRIMARY KEY,
  serial BIGINT NOT NULL
);
CREATE INDEX removed_packages_by_serial ON removed_packages (serial);

CREATE TABLE package_versions (
  package_id TEXT NOT NULL REFERENCES packages (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  content_id TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  n_files BIGINT NOT NULL,
  manifest TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (package_id, version)
) WITHOUT ROWID;

CREATE TABLE point_groups (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  folded_name TEXT NOT NULL UNIQUE,
  description TEXT,
  site_code TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT,
  changed_at BIGINT NOT NULL,
  changed_by TEXT
);

CREATE TABLE group_members (
  group_id TEXT NOT NULL REFERENCES point_groups (id) ON DELETE CASCADE,
  point_id TEXT NOT NULL REFERENCES points (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, point_id)
) WITHOUT ROWID;
CREATE INDEX group_members_by_point ON group_members (point_id);

CREATE TABLE group_packages (
  group_id TEXT NOT NULL REFERENCES point_groups (id) ON DELETE CASCADE,
  package_id TEXT NOT NULL REFERENCES packages (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, package_id)
) WITHOUT ROWID;
CREATE INDEX group_packages_by_package ON group_packages (package_id);

CREATE TABLE content_points (
  number INTEGER NOT NULL PRIMARY KEY,
  point_id TEXT NOT NULL UNIQUE
);

-- Keyed as it is viewed. The columns are those of DepotContentRow.
CREATE TABLE content_status (
  package INTEGER NOT NULL,
  point INTEGER NOT NULL,
  state INTEGER NOT NULL,
  version INTEGER NOT NULL,
  published_version INTEGER NOT NULL,
  retries_left INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  size_bytes BIGINT NOT NULL,
  sent_bytes BIGINT NOT NULL,
  speed BIGINT NOT NULL,
  retry_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  checked_at BIGINT NOT NULL,
  reason TEXT,
  operation_id TEXT,
  PRIMARY KEY (package, point)
) WITHOUT ROWID;

CREATE TABLE content_package_counts (
  package INTEGER NOT NULL,
  state INTEGER NOT NULL,
  n BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (package, state)
) WITHOUT ROWID;

CREATE TABLE content_point_counts (
  point INTEGER NOT NULL,
  state INTEGER NOT NULL,
  n BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (point, state)
) WITHOUT ROWID;

CREATE TABLE content_counts (
  state INTEGER NOT NULL PRIMARY KEY,
  n BIGINT NOT NULL,
  bytes BIGINT NOT NULL
);
