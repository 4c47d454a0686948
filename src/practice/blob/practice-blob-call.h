/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call to blob storage: which account, container and blob, by whom, with which version; and the
 * headers every answer of the service has. Inner to the blob part.
 */
#pragma once

#include "practice-blob-store.h"
#include "practice-principal.h"

G_BEGIN_DECLS

typedef struct
{
  PracticeCloud *cloud;
  PracticeRequest *request;
  char *account;
  char *account_id;     /* resource id */
  JsonObject *settings; /* the account's properties */
  char *container;      /* NULL: the account is meant */
  char *blob_name;      /* NULL: the container is meant */
  gboolean path_style;
  const char *method;
  const char *comp;    /* "" when absent */
  const char *restype; /* "" when absent */
  gboolean shared_key; /* the caller knows the account's key: no role is asked for */
  PracticePrincipal *caller;
} PracticeBlobCall;

/* NULL after an error was answered: name not allowed, no such account. */
PracticeBlobCall *practice_blob_call_new (PracticeRequest *request);
void practice_blob_call_free (PracticeBlobCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeBlobCall, practice_blob_call_free)

/* The caller's identity, or FALSE after 401 or 403. In practice-blob-access.c. */
gboolean practice_blob_call_authenticate (PracticeBlobCall *self);

/* May the caller do this to the container? FALSE after 403. The words are the last part of the
 * action: "containers/read", "containers/blobs/write"… */
gboolean
practice_blob_call_authorize (PracticeBlobCall *self, const char *container, const char *action);

/* The container's resource, or NULL; with `_require` after answering 404. */
JsonObject *practice_blob_call_get_container (PracticeBlobCall *self, const char *container);
gboolean practice_blob_call_require_container (PracticeBlobCall *self);
char *practice_blob_call_dup_container_id (PracticeBlobCall *self, const char *container);

/* The blob, or NULL after answering 404. */
PracticeBlob *practice_blob_call_require_blob (PracticeBlobCall *self);
PracticeBlob *practice_blob_call_get_blob (PracticeBlobCall *self);

void practice_blob_call_refuse (PracticeBlobCall *self,
                                guint status,
                                const char *code,
                                const char *message);
void
practice_blob_call_set_header (PracticeBlobCall *self, const char *name, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void practice_blob_call_set_time (PracticeBlobCall *self, const char *name, gint64 microseconds);
const char *practice_blob_call_get_header (PracticeBlobCall *self, const char *name);
const char *practice_blob_call_get_query (PracticeBlobCall *self, const char *name);

/* x-ms-meta-*; NULL after 400 when a name is no identifier. */
JsonObject *practice_blob_call_read_metadata (PracticeBlobCall *self);
void practice_blob_call_set_metadata (PracticeBlobCall *self, JsonObject *metadata);

/* "Mon, 23 Nov 2026 12:00:00 GMT" */
char *practice_blob_format_time (gint64 microseconds);

/* Handlers, each in the file named after it. */
void practice_blob_account_handle (PracticeBlobCall *self);
void practice_blob_container_handle (PracticeBlobCall *self);
void practice_blob_list_blobs (PracticeBlobCall *self);
void practice_blob_list_containers (PracticeBlobCall *self);
void practice_blob_read_handle (PracticeBlobCall *self);
void practice_blob_write_handle (PracticeBlobCall *self);
void practice_blob_copy_whole (PracticeBlobCall *self);
void practice_blob_copy_block (PracticeBlobCall *self);
gboolean practice_blob_read_block_id (PracticeBlobCall *self, char **block_id);

G_END_DECLS
