/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place for content in memory, which counts, waits and fails as a test wants. Any thread. */
#pragma once

#include "depot-blob-place.h"

G_BEGIN_DECLS

#define MEMORY_TYPE_PLACE (memory_place_get_type ())
G_DECLARE_FINAL_TYPE (MemoryPlace, memory_place, MEMORY, PLACE, GObject)

MemoryPlace *memory_place_new (void);
/* While closed, each put of a blob or block waits. */
void memory_place_set_closed (MemoryPlace *self, gboolean closed);
/* Calls that wait for that to end. */
guint memory_place_count_waiting (MemoryPlace *self);
/* Every call fails from now on as if the container had been deleted. */
void memory_place_set_gone (MemoryPlace *self, gboolean gone);
void memory_place_set_copies (MemoryPlace *self, gboolean copies);
/* Bodies of puts and blocks that came. */
guint64 memory_place_get_received (MemoryPlace *self);
guint memory_place_count (MemoryPlace *self, const char *prefix);
/* The first name with this prefix, in any order; fails if there is none. Caller owns. */
char *memory_place_dup_first (MemoryPlace *self, const char *prefix);
/* NULL: not there. */
GBytes *memory_place_get_bytes (MemoryPlace *self, const char *name);
void memory_place_set_bytes (MemoryPlace *self, const char *name, const char *text, gint64 modified_at);

G_END_DECLS
