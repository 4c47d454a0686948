/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The XML of Put Block List: <BlockList> of Latest, Committed and Uncommitted, in order. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PRACTICE_BLOCK_LATEST,
  PRACTICE_BLOCK_COMMITTED,
  PRACTICE_BLOCK_UNCOMMITTED,
} PracticeBlockKind;

typedef struct
{
  PracticeBlockKind kind;
  char *block_id;
} PracticeBlockListItem;

/* NULL when the text is no such XML; a document type declaration is refused. */
GPtrArray *practice_block_list_read (GBytes *xml);

G_END_DECLS
