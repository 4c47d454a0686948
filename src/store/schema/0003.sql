-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the health watch saw last: when it looked at a point, and what was not as it should be (JSON of a finding).
CREATE TABLE health (
  point_id TEXT NOT NULL PRIMARY KEY REFERENCES points (id) ON DELETE CASCADE,
  checked_at BIGINT NOT NULL
);
CREATE TABLE findings (
  point_id TEXT NOT NULL REFERENCES points (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (point_id, kind)
);
INSERT INTO counters (name, value) VALUES ('health', 0);
