-- SPDX-License-Identifier: GPL-3.0-or-later
-- Version 1. Plain SQL on purpose: the same tables shall one day stand in a shared PostgreSQL database.
-- Times are seconds since 1970-01-01 UTC. No column holds a secret.

CREATE TABLE counters (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
-- commits: every change worth looking at; points: serial of the last saved point; messages: last record number
INSERT INTO counters (name, value) VALUES ('commits', 0), ('points', 0), ('messages', 0);

-- At most one row: the process that runs the operations.
CREATE TABLE keeper (
  name TEXT NOT NULL PRIMARY KEY CHECK (name = 'keeper'),
  holder TEXT NOT NULL,
  owner TEXT NOT NULL,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  pid_namespace TEXT NOT NULL,
  pid BIGINT NOT NULL,
  process_started BIGINT NOT NULL,
  since BIGINT NOT NULL,
  heartbeat BIGINT NOT NULL
);

CREATE TABLE sites (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent_code TEXT REFERENCES sites (code)
);

CREATE TABLE points (
  id TEXT NOT NULL PRIMARY KEY,
  cloud_id TEXT NOT NULL,
  name TEXT,
  state TEXT NOT NULL,
  site_code TEXT REFERENCES sites (code),
  subscription_id TEXT,
  region TEXT,
  group_name TEXT,
  service_fqdn TEXT,
  service_name TEXT,
  operation_id TEXT,
  created_at BIGINT NOT NULL,
  serial BIGINT NOT NULL,
  writer TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE UNIQUE INDEX points_by_service_fqdn ON points (cloud_id, service_fqdn);
CREATE UNIQUE INDEX points_by_service_name ON points (cloud_id, service_name);
CREATE UNIQUE INDEX points_by_serial ON points (serial);
CREATE INDEX points_by_site ON points (site_code);

-- So that a view that looks seldom still hears of a removal.
CREATE TABLE removed_points (
  id TEXT NOT NULL PRIMARY KEY,
  serial BIGINT NOT NULL
);
CREATE INDEX removed_points_by_serial ON removed_points (serial);

CREATE TABLE messages (
  record BIGINT NOT NULL PRIMARY KEY,
  message_id INTEGER NOT NULL,
  severity INTEGER NOT NULL,
  component TEXT NOT NULL,
  site_code TEXT,
  system TEXT,
  said_at BIGINT NOT NULL,
  point_id TEXT,
  inserts TEXT NOT NULL
);
CREATE INDEX messages_by_component ON messages (component, said_at, severity);
CREATE INDEX messages_by_point ON messages (point_id);

CREATE TABLE operations (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT,
  subject TEXT,
  step_id TEXT,
  status_text TEXT,
  requested_by TEXT,
  state TEXT NOT NULL,
  is_settled INTEGER NOT NULL,
  fraction DOUBLE PRECISION NOT NULL,
  attempt INTEGER NOT NULL,
  memory TEXT,
  error TEXT,
  wish TEXT,
  created_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL
);
CREATE INDEX operations_by_subject ON operations (subject);
CREATE INDEX operations_by_end ON operations (is_settled, ended_at);

CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  cloud_id TEXT NOT NULL,
  tenant_id TEXT,
  client_id TEXT,
  object_id TEXT,
  user_name TEXT,
  display_name TEXT,
  saved BIGINT NOT NULL
);

CREATE TABLE app_registrations (
  cloud_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  saved BIGINT NOT NULL,
  PRIMARY KEY (cloud_id, tenant_id)
);

CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE drafts (
  name TEXT NOT NULL PRIMARY KEY,
  data TEXT NOT NULL
);
