/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every status message this program can raise: number, severity, type, words (domain reference F3). */
#pragma once

#include "depot-status-message.h"

typedef struct
{
  guint id;
  DepotSeverity severity;
  DepotMessageType type;
  const char *text;   /* untranslated; %1 … %9 are the inserts */
} DepotCatalogueRow;

/* NULL for a number that is not in the catalogue. */
const DepotCatalogueRow *depot_status_catalogue_find (guint message_id);
