-- SPDX-License-Identifier: GPL-3.0-or-later
-- The order in which operations were asked for: two of the same second are told apart by it.
ALTER TABLE operations ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
CREATE INDEX operations_by_number ON operations (number);
