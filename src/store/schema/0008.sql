-- SPDX-License-Identifier: GPL-3.0-or-later
-- What failed stays to be tried again for as long as its point has failed; every look at the journal asks for it.
CREATE INDEX points_failed ON points (operation_id) WHERE state = 'failed';
