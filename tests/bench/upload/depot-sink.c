/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A blob service that takes everything and keeps next to nothing, to see how fast a client is when
 * the service is not the limit. Bodies are dropped in the kernel (http) or after decryption
 * (https); names, sizes and blocks are kept, and the bytes of small blobs that are not
 * "application/octet-stream".
 *
 * Usage: depot-sink [--port N] [--certificate FILE --key FILE] [--delay-ms N] [--conn-mbit N]
 *                   [--fail-every N] [--sum]
 *
 * Prints "ready PORT". GET /-/counters answers with counters as JSON and sets them to zero; POST
 * /-/forget drops all blobs.
 */
#include "config.h"

#include <arpa/inet.h>
#include <glib.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_BYTES (64 * 1024)
#define PIECE_BYTES (256 * 1024)
#define KEPT_BYTES (64 * 1024 * 1024)
#define PAGE 5000

static int port, delay_ms, conn_mbit, fail_every;
static gboolean sums;
static char *certificate_file, *key_file;
static gnutls_certificate_credentials_t credentials;

typedef struct
{
  guint64 size;
  gint64 modified;
  GBytes *bytes; /* NULL: dropped */
  char *type, *sha256;
} Blob;

typedef struct
{
  guint64 size;
  char *id;
} Block;

static GMutex lock;             /* for all that follows */
static GTree *blobs;            /* path → Blob, in order */
static GHashTable *uncommitted; /* path → GPtrArray of Block */
static guint64 n_requests, n_refused, n_bytes, n_sum, n_copied, n_blocks, n_lists, n_puts;
static guint n_connections, max_connections;

/* ---- a connection
 * -------------------------------------------------------------------------------- */

typedef struct
{
  int socket;
  gnutls_session_t tls; /* NULL: plain */
  char head[HEAD_BYTES + 1];
  gsize have;
  gint64 free_at_us;
} Connection;

typedef struct
{
  char method[16], *path, *query;
  char **lines;
  gsize length;
  GByteArray *kept;
} Request;

static gssize
receive (Connection *self, void *data, gsize size)
{
  gssize got;

  if (self->tls == NULL)
    return recv (self->socket, data, size, 0);
  do
    got = gnutls_record_recv (self->tls, data, size);
  while (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED);
  return got;
}

static gboolean
transmit (Connection *self, const char *data, gsize size)
{
  for (gsize done = 0; done < size;)
    {
      gssize now = self->tls != NULL ? gnutls_record_send (self->tls, data + done, size - done)
                                     : send (self->socket, data + done, size - done, MSG_NOSIGNAL);

      if (now == GNUTLS_E_AGAIN || now == GNUTLS_E_INTERRUPTED)
        continue;
      if (now <= 0)
        return FALSE;
      done += (gsize) now;
    }
  return TRUE;
}

/* As if the way had so many Mbit/s. */
static void
slow_down (Connection *self, gsize size)
{
  gint64 now = g_get_monotonic_time ();

  if (conn_mbit == 0)
    return;
  self->free_at_us = MAX (self->free_at_us, now - 2000) + (gint64) (size * 8 / (guint) conn_mbit);
  if (self->free_at_us > now)
    usleep ((useconds_t) (self->free_at_us - now));
}

static guint64
add_up (const guint8 *data, gsize size)
{
  guint64 sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += data[i];
  return sum;
}

static void
take_piece (Request *request, const guint8 *data, gsize size)
{
  if (request->kept != NULL && request->kept->len + size <= KEPT_BYTES)
    g_byte_array_append (request->kept, data, (guint) size);
  if (!sums)
    return;
  g_mutex_lock (&lock);
  n_sum += add_up (data, size);
  g_mutex_unlock (&lock);
}

static gboolean
take_body (Connection *self, Request *request, guint8 *room)
{
  gsize left = request->length;
  gsize now = MIN (left, self->have);
  gboolean drops = self->tls == NULL && request->kept == NULL && !sums;

  take_piece (request, (guint8 *) self->head, now);
  memmove (self->head, self->head + now, self->have - now);
  self->have -= now;
  left -= now;
  while (left > 0)
    {
      gssize got = drops ? recv (self->socket, NULL, MIN (left, 8 * PIECE_BYTES), MSG_TRUNC)
                         : receive (self, room, MIN (left, PIECE_BYTES));

      if (got <= 0)
        return FALSE;
      if (!drops)
        take_piece (request, room, (gsize) got);
      left -= (gsize) got;
      slow_down (self, (gsize) got);
    }
  return TRUE;
}

/* ---- requests
 * ------------------------------------------------------------------------------------- */

static const char *
header (const Request *request, const char *name)
{
  gsize length = strlen (name);

  for (gsize i = 1; request->lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (request->lines[i], name, length) == 0
        && request->lines[i][length] == ':')
      return g_strchug (request->lines[i] + length + 1);
  return NULL;
}

static char *
parameter (const Request *request, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (request->query != NULL ? request->query : "", "&", -1);
  gsize length = strlen (name);

  for (gsize i = 0; pairs[i] != NULL; i++)
    if (strncmp (pairs[i], name, length) == 0 && pairs[i][length] == '=')
      return g_uri_unescape_string (pairs[i] + length + 1, NULL);
  return NULL;
}

static char *
http_date (gint64 at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);

  return g_date_time_format (time, "%a, %d %b %Y %H:%M:%S GMT");
}

static gboolean
answer (Connection *self,
        const Request *request,
        guint status,
        const char *more,
        const char *body,
        gsize size)
{
  g_autofree char *date = http_date (g_get_real_time () / G_USEC_PER_SEC);
  g_autoptr (GString) text = g_string_new (NULL);

  if (delay_ms > 0)
    usleep ((useconds_t) delay_ms * 1000);
  g_string_append_printf (
      text,
      "HTTP/1.1 %u X\r\nDate: %s\r\nServer: depot-sink\r\nx-ms-request-id: 1\r\n"
      "x-ms-version: 2024-08-04\r\nETag: \"0x1\"\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n",
      status,
      date,
      size,
      more != NULL ? more : "");
  if (body != NULL && !g_str_equal (request->method, "HEAD"))
    g_string_append_len (text, body, (gssize) size);
  return transmit (self, text->str, text->len);
}

static gboolean
refuse (Connection *self, const Request *request, guint status, const char *code)
{
  g_autofree char *body
      = g_strdup_printf ("<?xml version=\"1.0\"?><Error><Code>%s</Code></Error>", code);
  g_autofree char *more
      = g_strdup_printf ("x-ms-error-code: %s\r\nContent-Type: application/xml\r\n", code);

  return answer (self, request, status, more, body, strlen (body));
}

static void
blob_free (gpointer data)
{
  Blob *blob = data;

  g_clear_pointer (&blob->bytes, g_bytes_unref);
  g_free (blob->type);
  g_free (blob->sha256);
  g_free (blob);
}

static void
block_free (gpointer data)
{
  g_free (((Block *) data)->id);
  g_free (data);
}

static int
compare_paths (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static Blob *
make_blob (const Request *request, guint64 size)
{
  const char *type = header (request, "x-ms-blob-content-type");
  Blob *blob = g_new0 (Blob, 1);

  blob->size = size;
  blob->modified = g_get_real_time () / G_USEC_PER_SEC;
  blob->type = g_strdup (type != NULL ? type : "application/octet-stream");
  blob->sha256 = g_strdup (header (request, "x-ms-meta-sha256"));
  return blob;
}

static gboolean
exists_already (const Request *request)
{
  return header (request, "If-None-Match") != NULL && g_tree_lookup (blobs, request->path) != NULL;
}

static gboolean
put_blob (Connection *self, Request *request)
{
  Blob *blob = make_blob (request, request->length);
  gboolean there;

  g_mutex_lock (&lock);
  there = exists_already (request);
  n_bytes += request->length;
  n_puts++;
  if (request->kept != NULL)
    blob->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&request->kept));
  if (there)
    blob_free (blob);
  else
    g_tree_insert (blobs, g_strdup (request->path), blob);
  g_mutex_unlock (&lock);
  return there ? refuse (self, request, 409, "BlobAlreadyExists")
               : answer (self, request, 201, NULL, NULL, 0);
}

/* From a blob of this sink: "http://host:port/path". */
static gboolean
copy_blob (Connection *self, Request *request)
{
  g_autofree char *host = NULL, *path = NULL;
  const Blob *source;
  guint64 size = 0;

  g_uri_split (header (request, "x-ms-copy-source"),
               G_URI_FLAGS_NONE,
               NULL,
               NULL,
               &host,
               NULL,
               &path,
               NULL,
               NULL,
               NULL);
  g_mutex_lock (&lock);
  source = path != NULL ? g_tree_lookup (blobs, path) : NULL;
  if (source != NULL)
    {
      size = source->size;
      g_tree_insert (blobs, g_strdup (request->path), make_blob (request, size));
    }
  g_mutex_unlock (&lock);
  return size == 0 ? refuse (self, request, 404, "CannotVerifyCopySource")
                   : answer (self, request, 202, "x-ms-copy-status: success\r\n", NULL, 0);
}

static guint64
range_bytes (const char *text)
{
  guint64 first = 0, last = 0;

  return text != NULL
                 && sscanf (text, "bytes=%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, &first, &last)
                        == 2
             ? last - first + 1
             : 0;
}

static gboolean
put_block (Connection *self, Request *request)
{
  Block *block = g_new0 (Block, 1);
  GPtrArray *list;

  block->id = parameter (request, "blockid");
  block->size = request->length;
  if (header (request, "x-ms-copy-source") != NULL)
    block->size = range_bytes (header (request, "x-ms-source-range"));
  g_mutex_lock (&lock);
  list = g_hash_table_lookup (uncommitted, request->path);
  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (block_free);
      g_hash_table_insert (uncommitted, g_strdup (request->path), list);
    }
  n_bytes += request->length;
  n_copied += header (request, "x-ms-copy-source") != NULL ? block->size : 0;
  n_blocks++;
  g_ptr_array_add (list, block);
  g_mutex_unlock (&lock);
  return answer (self, request, 201, NULL, NULL, 0);
}

static guint64
block_size (GPtrArray *list, const char *id)
{
  for (guint i = list->len; i > 0; i--)
    if (g_str_equal (((Block *) g_ptr_array_index (list, i - 1))->id, id))
      return ((Block *) g_ptr_array_index (list, i - 1))->size;
  return 0;
}

static gboolean
put_block_list (Connection *self, Request *request)
{
  g_autofree char *xml = g_strndup ((char *) request->kept->data, request->kept->len);
  g_auto (GStrv) ids = g_strsplit (xml, "<Latest>", -1);
  GPtrArray *list;
  guint64 size = 0;
  guint missing = 0;

  g_mutex_lock (&lock);
  list = g_hash_table_lookup (uncommitted, request->path);
  n_lists++;
  for (gsize i = 1; ids[0] != NULL && ids[i] != NULL; i++)
    {
      guint64 one;

      ids[i][strcspn (ids[i], "<")] = '\0';
      one = list != NULL ? block_size (list, ids[i]) : 0;
      size += one;
      missing += one == 0;
    }
  if (missing == 0)
    {
      g_tree_insert (blobs, g_strdup (request->path), make_blob (request, size));
      g_hash_table_remove (uncommitted, request->path);
    }
  g_mutex_unlock (&lock);
  return missing > 0 ? refuse (self, request, 400, "InvalidBlockList")
                     : answer (self, request, 201, NULL, NULL, 0);
}

typedef struct
{
  const char *prefix, *marker;
  gsize skip; /* of each path, up to the name */
  GString *xml;
  guint count;
  char *next;
} Listing;

static gboolean
list_one (gpointer path, gpointer data, gpointer user)
{
  Listing *listing = user;
  const Blob *blob = data;
  g_autofree char *date = NULL;
  const char *name = path;

  if (!g_str_has_prefix (name, listing->prefix) || strcmp (name, listing->marker) < 0)
    return FALSE;
  if (listing->count++ == PAGE)
    {
      listing->next = g_strdup (name);
      return TRUE;
    }
  date = http_date (blob->modified);
  g_string_append_printf (
      listing->xml,
      "<Blob><Name>%s</Name><Properties><Last-Modified>%s</Last-Modified><Etag>0x1</Etag>"
      "<Content-Length>%" G_GUINT64_FORMAT "</Content-Length><Content-Type>%s</Content-Type>"
      "<BlobType>BlockBlob</BlobType></Properties></Blob>",
      name + listing->skip,
      date,
      blob->size,
      blob->type);
  return FALSE;
}

/* Paths are "/container/name" or "/account/container/name". */
static gboolean
list_blobs (Connection *self, Request *request)
{
  g_autofree char *prefix = parameter (request, "prefix");
  g_autofree char *marker = parameter (request, "marker");
  g_autofree char *whole = g_strconcat (request->path, "/", prefix, NULL);
  g_autoptr (GString) xml
      = g_string_new ("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>");
  Listing listing = { .prefix = whole,
                      .marker = marker != NULL ? marker : "",
                      .skip = strlen (request->path) + 1,
                      .xml = xml };

  g_mutex_lock (&lock);
  g_tree_foreach (blobs, list_one, &listing);
  g_mutex_unlock (&lock);
  g_string_append_printf (xml,
                          "</Blobs><NextMarker>%s</NextMarker></EnumerationResults>",
                          listing.next != NULL ? listing.next : "");
  g_free (listing.next);
  return answer (self, request, 200, "Content-Type: application/xml\r\n", xml->str, xml->len);
}

static gboolean
list_blocks (Connection *self, Request *request)
{
  g_autoptr (GString) xml
      = g_string_new ("<?xml version=\"1.0\"?><BlockList><CommittedBlocks/><UncommittedBlocks>");
  GPtrArray *list;

  g_mutex_lock (&lock);
  list = g_hash_table_lookup (uncommitted, request->path);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const Block *block = g_ptr_array_index (list, i);

      g_string_append_printf (xml,
                              "<Block><Name>%s</Name><Size>%" G_GUINT64_FORMAT "</Size></Block>",
                              block->id,
                              block->size);
    }
  g_mutex_unlock (&lock);
  g_string_append (xml, "</UncommittedBlocks></BlockList>");
  return answer (self, request, 200, "Content-Type: application/xml\r\n", xml->str, xml->len);
}

static gboolean
send_zeros (Connection *self, guint64 size)
{
  static const char zeros[PIECE_BYTES];

  for (guint64 done = 0; done < size; done += PIECE_BYTES)
    if (!transmit (self, zeros, (gsize) MIN (size - done, PIECE_BYTES)))
      return FALSE;
  return TRUE;
}

static gboolean
get_blob (Connection *self, Request *request)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *date = NULL;
  g_autofree char *more = NULL;
  guint64 size = 0, range = range_bytes (header (request, "x-ms-range"));
  gboolean found;
  Blob *blob;

  g_mutex_lock (&lock);
  blob = g_tree_lookup (blobs, request->path);
  found = blob != NULL;
  if (found)
    {
      size = blob->size;
      date = http_date (blob->modified);
      more = g_strdup_printf (
          "Last-Modified: %s\r\nContent-Type: %s\r\nx-ms-blob-type: BlockBlob\r\n%s%s%s",
          date,
          blob->type,
          blob->sha256 != NULL ? "x-ms-meta-sha256: " : "",
          blob->sha256 != NULL ? blob->sha256 : "",
          blob->sha256 != NULL ? "\r\n" : "");
      bytes = blob->bytes != NULL ? g_bytes_ref (blob->bytes) : NULL;
    }
  g_mutex_unlock (&lock);
  if (!found)
    return refuse (self, request, 404, "BlobNotFound");
  if (bytes != NULL)
    return answer (
        self, request, 200, more, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (range > 0)
    size = MIN (range, size);
  return answer (self, request, range > 0 ? 206 : 200, more, NULL, (gsize) size)
         && (g_str_equal (request->method, "HEAD") || send_zeros (self, size));
}

static gboolean
tell_counters (Connection *self, Request *request)
{
  g_autofree char *text = NULL;

  g_mutex_lock (&lock);
  text = g_strdup_printf ("{\"requests\":%" G_GUINT64_FORMAT ",\"refused\":%" G_GUINT64_FORMAT
                          ",\"bytes\":%" G_GUINT64_FORMAT ",\"sum\":%" G_GUINT64_FORMAT
                          ",\"copied\":%" G_GUINT64_FORMAT ",\"puts\":%" G_GUINT64_FORMAT
                          ",\"blocks\":%" G_GUINT64_FORMAT ",\"lists\":%" G_GUINT64_FORMAT
                          ",\"maxConnections\":%u,\"blobs\":%d}\n",
                          n_requests,
                          n_refused,
                          n_bytes,
                          n_sum,
                          n_copied,
                          n_puts,
                          n_blocks,
                          n_lists,
                          max_connections,
                          g_tree_nnodes (blobs));
  n_requests = n_refused = n_bytes = n_sum = n_copied = n_puts = n_blocks = n_lists = 0;
  max_connections = n_connections;
  g_mutex_unlock (&lock);
  return answer (self, request, 200, "Content-Type: application/json\r\n", text, strlen (text));
}

static gboolean
forget_all (Connection *self, Request *request)
{
  g_mutex_lock (&lock);
  g_tree_remove_all (blobs);
  g_hash_table_remove_all (uncommitted);
  g_mutex_unlock (&lock);
  return answer (self, request, 200, NULL, NULL, 0);
}

static gboolean
delete_blob (Connection *self, Request *request)
{
  g_mutex_lock (&lock);
  g_tree_remove (blobs, request->path);
  g_mutex_unlock (&lock);
  return answer (self, request, 202, NULL, NULL, 0);
}

static gboolean
must_fail (void)
{
  gboolean fails;

  g_mutex_lock (&lock);
  n_requests++;
  fails = fail_every > 0 && n_requests % (guint) fail_every == 0;
  n_refused += fails;
  g_mutex_unlock (&lock);
  return fails;
}

static gboolean
respond (Connection *self, Request *request)
{
  g_autofree char *comp = parameter (request, "comp");
  g_autofree char *kind = parameter (request, "restype");
  gboolean is_put = g_str_equal (request->method, "PUT");

  if (g_str_equal (request->path, "/-/counters"))
    return tell_counters (self, request);
  if (g_str_equal (request->path, "/-/forget"))
    return forget_all (self, request);
  if (must_fail ())
    return answer (
        self, request, 503, "x-ms-error-code: ServerBusy\r\nRetry-After: 1\r\n", NULL, 0);
  if (g_str_equal (request->method, "DELETE"))
    return delete_blob (self, request);
  if (g_strcmp0 (comp, "list") == 0)
    return list_blobs (self, request);
  if (g_strcmp0 (kind, "container") == 0)
    return answer (self, request, is_put ? 201 : 200, NULL, NULL, 0);
  if (is_put && g_strcmp0 (comp, "block") == 0)
    return put_block (self, request);
  if (is_put && g_strcmp0 (comp, "blocklist") == 0)
    return put_block_list (self, request);
  if (g_strcmp0 (comp, "blocklist") == 0)
    return list_blocks (self, request);
  if (is_put && header (request, "x-ms-copy-source") != NULL)
    return copy_blob (self, request);
  return is_put ? put_blob (self, request) : get_blob (self, request);
}

/* ---- reading
 * -------------------------------------------------------------------------------------- */

/* Lines of the head; NULL when the other side has gone. */
static char **
read_head (Connection *self)
{
  for (;;)
    {
      char *end;
      gssize got;

      self->head[self->have] = '\0';
      end = strstr (self->head, "\r\n\r\n");
      if (end != NULL)
        {
          char **lines;

          *end = '\0';
          lines = g_strsplit (self->head, "\r\n", -1);
          self->have -= (gsize) (end + 4 - self->head);
          memmove (self->head, end + 4, self->have);
          return lines;
        }
      if (self->have == HEAD_BYTES)
        return NULL;
      got = receive (self, self->head + self->have, HEAD_BYTES - self->have);
      if (got <= 0)
        return NULL;
      self->have += (gsize) got;
    }
}

static gboolean
keeps_body (const Request *request)
{
  const char *type = header (request, "x-ms-blob-content-type");

  return (request->query != NULL && strstr (request->query, "comp=blocklist") != NULL)
         || (type != NULL && !g_str_equal (type, "application/octet-stream")
             && request->length < KEPT_BYTES);
}

static gboolean
serve_one (Connection *self, guint8 *room)
{
  Request request = { .lines = read_head (self) };
  char target[8192];
  const char *expect;
  gboolean good = FALSE;

  if (request.lines != NULL
      && sscanf (request.lines[0], "%15s %8191s", request.method, target) == 2)
    {
      char *query = strchr (target, '?');

      if (query != NULL)
        *query++ = '\0';
      request.path = target;
      request.query = query;
      request.length
          = header (&request, "Content-Length") != NULL
                ? (gsize) g_ascii_strtoull (header (&request, "Content-Length"), NULL, 10)
                : 0;
      expect = header (&request, "Expect");
      if (keeps_body (&request))
        request.kept = g_byte_array_new ();
      if (expect != NULL)
        transmit (self, "HTTP/1.1 100 Continue\r\n\r\n", 25);
      good = take_body (self, &request, room) && respond (self, &request);
    }
  g_clear_pointer (&request.kept, g_byte_array_unref);
  g_strfreev (request.lines);
  return good;
}

static gboolean
start_tls (Connection *self)
{
  int done;

  gnutls_init (&self->tls, GNUTLS_SERVER);
  gnutls_set_default_priority (self->tls);
  gnutls_credentials_set (self->tls, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (self->tls, self->socket);
  do
    done = gnutls_handshake (self->tls);
  while (done < 0 && !gnutls_error_is_fatal (done));
  return done == 0;
}

static void *
serve (void *data)
{
  Connection *self = data;
  guint8 *room = g_malloc (PIECE_BYTES);

  g_mutex_lock (&lock);
  max_connections = MAX (max_connections, ++n_connections);
  g_mutex_unlock (&lock);
  if (certificate_file == NULL || start_tls (self))
    while (serve_one (self, room))
      ;
  g_mutex_lock (&lock);
  n_connections--;
  g_mutex_unlock (&lock);
  if (self->tls != NULL)
    gnutls_deinit (self->tls);
  close (self->socket);
  g_free (room);
  g_free (self);
  return NULL;
}

static int
listen_here (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons ((guint16) port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

  setsockopt (listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind (listener, (struct sockaddr *) &address, size) < 0 || listen (listener, 512) < 0)
    {
      perror ("depot-sink");
      exit (1);
    }
  getsockname (listener, (struct sockaddr *) &address, &size);
  printf ("ready %d\n", ntohs (address.sin_port));
  fflush (stdout);
  return listener;
}

static void
accept_all (int listener)
{
  int yes = 1;

  for (;;)
    {
      Connection *connection = g_new0 (Connection, 1);
      pthread_t thread;

      connection->socket = accept (listener, NULL, NULL);
      if (connection->socket < 0)
        {
          g_free (connection);
          continue;
        }
      setsockopt (connection->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      pthread_create (&thread, NULL, serve, connection);
      pthread_detach (thread);
    }
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Port; 0: any", "N" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_file, "https", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_file, "https", "FILE" },
    { "delay-ms", 0, 0, G_OPTION_ARG_INT, &delay_ms, "Before each answer", "N" },
    { "conn-mbit", 0, 0, G_OPTION_ARG_INT, &conn_mbit, "A connection takes no more", "N" },
    { "fail-every", 0, 0, G_OPTION_ARG_INT, &fail_every, "Every n-th answer is 503", "N" },
    { "sum", 0, 0, G_OPTION_ARG_NONE, &sums, "Add all bytes up", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "depot-sink: %s\n", error->message);
      return 2;
    }
  if (certificate_file != NULL)
    {
      gnutls_certificate_allocate_credentials (&credentials);
      if (gnutls_certificate_set_x509_key_file (
              credentials, certificate_file, key_file, GNUTLS_X509_FMT_PEM)
          < 0)
        return 1;
    }
  blobs = g_tree_new_full (compare_paths, NULL, g_free, blob_free);
  uncommitted
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  accept_all (listen_here ());
  return 0;
}
