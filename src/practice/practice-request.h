/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange: what the client asked and what it is answered. A handler answers exactly once, at
 * once or later (practice_request_pause() then any reply). Getters borrow. All bytes come from
 * outside: the path is decoded and free of NUL, bodies are capped before a handler sees them. Large
 * blob bodies are spooled to a file: see practice_request_get_body_file().
 */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _PracticeCloud PracticeCloud;

typedef enum
{
  PRACTICE_SURFACE_IDENTITY = 1 << 0,   /* sign-in: https on P and the browser's http */
  PRACTICE_SURFACE_MANAGEMENT = 1 << 1, /* Resource Manager: https on P, api-version demanded */
  PRACTICE_SURFACE_BLOB = 1 << 2,  /* <account>.blob.localhost:P, and path style on its own port */
  PRACTICE_SURFACE_VAULT = 1 << 3, /* <vault>.vault.localhost:P */
  PRACTICE_SURFACE_BROWSER = 1 << 4,  /* plain http on H: pages for people */
  PRACTICE_SURFACE_METADATA = 1 << 5, /* the instance metadata service of edge instances */
  PRACTICE_SURFACE_CLASSIC = 1 << 6,  /* management with certificates, on Q */
  PRACTICE_SURFACE_PLAIN = 1 << 7,    /* other answers on https P without api-version */
} PracticeSurface;

#define PRACTICE_TYPE_REQUEST (practice_request_get_type ())
G_DECLARE_FINAL_TYPE (PracticeRequest, practice_request, PRACTICE, REQUEST, GObject)

PracticeRequest *
practice_request_new (PracticeCloud *cloud, SoupServerMessage *message, PracticeSurface surfaces);

PracticeCloud *practice_request_get_cloud (PracticeRequest *self);
SoupServerMessage *practice_request_get_message (PracticeRequest *self);
PracticeSurface practice_request_get_surfaces (PracticeRequest *self);
const char *practice_request_get_method (PracticeRequest *self);
const char *practice_request_get_host (PracticeRequest *self); /* lower case, without port */

/* The path as sent but decoded, e.g. "/subscriptions/…"; segments, without the empty one in front.
 */
const char *practice_request_get_path (PracticeRequest *self);
const char *const *practice_request_get_segments (PracticeRequest *self);
const char *practice_request_get_raw_path (PracticeRequest *self);
const char *practice_request_get_capture (PracticeRequest *self, const char *name);
void practice_request_set_captures (PracticeRequest *self, GHashTable *captures);

/* Query parameters; names without regard to case. */
const char *practice_request_get_query (PracticeRequest *self, const char *name);
const char *practice_request_get_query_string (PracticeRequest *self);
const char *practice_request_get_header (PracticeRequest *self, const char *name);
SoupMessageHeaders *practice_request_get_headers (PracticeRequest *self);
char *practice_request_dup_url (PracticeRequest *self);

GBytes *practice_request_get_body (PracticeRequest *self);
const char *practice_request_get_body_file (PracticeRequest *self, guint64 *size);
char *practice_request_steal_body_file (PracticeRequest *self);
const char *practice_request_get_form (PracticeRequest *self, const char *name);

/* The body as a JSON object. When it is none, answers 400 InvalidRequestContent and returns NULL.
 * `lenient` also takes unquoted names and comments, as Resource Manager does for deployments. */
JsonObject *practice_request_read_json (PracticeRequest *self, gboolean lenient);

/* Answers later: the exchange is kept alive until a reply is given. */
void practice_request_pause (PracticeRequest *self);
gboolean practice_request_is_paused (PracticeRequest *self);
gboolean practice_request_is_answered (PracticeRequest *self);

void practice_request_set_reply_header (PracticeRequest *self, const char *name, const char *value);
const char *practice_request_get_request_id (PracticeRequest *self);
const char *practice_request_get_correlation_id (PracticeRequest *self);

/* Ways to answer. `body` may be NULL. */
void practice_request_reply_empty (PracticeRequest *self, guint status);
void practice_request_reply_json (PracticeRequest *self, guint status, JsonObject *body);
void practice_request_reply_bytes (PracticeRequest *self,
                                   guint status,
                                   const char *content_type,
                                   GBytes *body);
void practice_request_reply_text (PracticeRequest *self,
                                  guint status,
                                  const char *content_type,
                                  const char *body);

/* {"error":{"code","message"}}; the longer form adds target and details (array of {code,message}).
 */
void practice_request_reply_error (PracticeRequest *self,
                                   guint status,
                                   const char *code,
                                   const char *format,
                                   ...) G_GNUC_PRINTF (4, 5);
void practice_request_reply_error_full (PracticeRequest *self,
                                        guint status,
                                        const char *code,
                                        const char *message,
                                        const char *target,
                                        JsonArray *details);

/* Used by the listener and the router. A limit of memory beyond which bytes go to a file (`spool`)
 * or the request is refused with 413. */
void practice_request_set_limit (PracticeRequest *self, guint64 limit, gboolean spool);
void practice_request_take_chunk (PracticeRequest *self, GBytes *chunk);
gboolean practice_request_is_too_large (PracticeRequest *self);
void practice_request_set_surface (PracticeRequest *self, PracticeSurface surface);
PracticeSurface practice_request_get_surface (PracticeRequest *self);

/* What happens to the finished answer instead of being sent as it is; see practice-fault.h. */
void practice_request_set_effect (PracticeRequest *self, JsonObject *effect);

G_END_DECLS
