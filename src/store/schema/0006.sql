-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is old is looked for by its time.
CREATE INDEX messages_by_time ON messages (said_at);
