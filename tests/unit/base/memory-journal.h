/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: a journal that lives in memory and survives the queue that writes it. */
#pragma once

#include "depot-journal.h"

#define MEMORY_TYPE_JOURNAL (memory_journal_get_type ())
G_DECLARE_FINAL_TYPE (MemoryJournal, memory_journal, MEMORY, JOURNAL, GObject)

DepotJournal            *memory_journal_new         (void);
/* NULL if there is no such row. Borrowed. */
const DepotJournalEntry *memory_journal_look        (DepotJournal *journal, const char *id);
DepotJournalEntry       *memory_journal_edit        (DepotJournal *journal, const char *id);
guint                    memory_journal_get_n_writes (DepotJournal *journal);
/* The state written by each write so far, oldest first: "queued running:one running:two done". Caller owns. */
char                    *memory_journal_dup_story   (DepotJournal *journal);
/* Every write from now on fails; NULL: works again. Takes error. */
void                     memory_journal_refuse      (DepotJournal *journal, GError *error);
/* Takes a row away as another process's pruning would. */
void                     memory_journal_prune       (DepotJournal *journal, const char *id);
/* Puts a row there as another process would. Takes entry. */
void                     memory_journal_put         (DepotJournal *journal, DepotJournalEntry *entry);
