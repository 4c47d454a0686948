/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests the cloud has answered, newest last, for tests (GET /_practice/journal) and, with
 * --record, one JSON file for each exchange in the shape oav's live validator takes. Credentials
 * never get in: the Authorization header and secret members are replaced, sign-in traffic is not
 * recorded at all.
 */
#pragma once

#include "practice-request.h"

G_BEGIN_DECLS

typedef struct _PracticeJournal PracticeJournal;

PracticeJournal *practice_journal_new (const char *record_dir);
void practice_journal_free (PracticeJournal *self);

void
practice_journal_add (PracticeJournal *self, PracticeRequest *request, guint status, GBytes *body);
void practice_journal_clear (PracticeJournal *self);

/* {"value":[{"number","method","host","path","query","status","clientRequestId"}]} */
JsonObject *practice_journal_to_json (PracticeJournal *self);

G_END_DECLS
