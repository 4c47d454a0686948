/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-manifest-private.h"

#include <string.h>
#include <sys/random.h>

#include <glib/gi18n.h>

#include "depot-error.h"

#define MAX_PARTS 65536

struct _DepotManifest
{
  gatomicrefcount references;
  guint8 part_key[DEPOT_PART_KEY_BYTES];
  GPtrArray *entries; /* of DepotManifestEntry */
};

static void
entry_free (gpointer data)
{
  DepotManifestEntry *entry = data;

  g_free (entry->parts);
  g_free (entry->target);
  g_free (entry);
}

/* The key keeps chance away, nobody else: where the kernel has no randomness yet, the time does. */
static void
make_key (guint8 *key)
{
  if (getrandom (key, DEPOT_PART_KEY_BYTES, 0) == DEPOT_PART_KEY_BYTES)
    return;
  for (gsize i = 0; i < DEPOT_PART_KEY_BYTES; i++)
    key[i] = (guint8) g_random_int ();
}

DepotManifest *
depot_manifest_new (const guint8 *part_key)
{
  DepotManifest *self = g_new0 (DepotManifest, 1);

  g_atomic_ref_count_init (&self->references);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  if (part_key != NULL)
    memcpy (self->part_key, part_key, sizeof self->part_key);
  else
    make_key (self->part_key);
  return self;
}

DepotManifest *
depot_manifest_ref (DepotManifest *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
depot_manifest_unref (DepotManifest *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/* Name and entry lie in one piece of memory: there may be hundreds of thousands. */
DepotManifestEntry *
depot_manifest_add (DepotManifest *self, const char *path, DepotEntryKind kind)
{
  gsize length = strlen (path) + 1;
  DepotManifestEntry *entry = g_malloc0 (sizeof *entry + length);

  memcpy (entry->path, path, length);
  entry->kind = kind;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(DepotManifestEntry *const *) a)->path,
                 (*(DepotManifestEntry *const *) b)->path);
}

void
depot_manifest_sort (DepotManifest *self)
{
  g_ptr_array_sort (self->entries, compare_entries);
}

void
depot_manifest_drop (DepotManifest *self, const guint8 *marked)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func (entry_free);

  for (guint i = 0; i < self->entries->len; i++)
    if (!marked[i])
      g_ptr_array_add (kept, g_steal_pointer (&self->entries->pdata[i]));
    else
      entry_free (self->entries->pdata[i]);
  g_ptr_array_set_free_func (self->entries, NULL);
  g_ptr_array_unref (self->entries);
  self->entries = kept;
}

DepotManifestEntry *
depot_manifest_edit (DepotManifest *self, guint index)
{
  return g_ptr_array_index (self->entries, index);
}

const guint8 *
depot_manifest_get_part_key (const DepotManifest *self)
{
  return self->part_key;
}

guint
depot_manifest_get_count (const DepotManifest *self)
{
  return self->entries->len;
}

const DepotManifestEntry *
depot_manifest_get (const DepotManifest *self, guint index)
{
  return g_ptr_array_index (self->entries, index);
}

const DepotManifestEntry *
depot_manifest_find (const DepotManifest *self, const char *path)
{
  guint low = 0, high = self->entries->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const DepotManifestEntry *entry = depot_manifest_get (self, middle);
      int order = strcmp (entry->path, path);

      if (order == 0)
        return entry;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

guint
depot_manifest_count_files (const DepotManifest *self)
{
  guint count = 0;

  for (guint i = 0; i < self->entries->len; i++)
    count += depot_manifest_get (self, i)->kind == DEPOT_ENTRY_FILE;
  return count;
}

guint64
depot_manifest_get_size_bytes (const DepotManifest *self)
{
  guint64 size = 0;

  for (guint i = 0; i < self->entries->len; i++)
    size += depot_manifest_get (self, i)->size_bytes;
  return size;
}

static int
compare_contents (gconstpointer a, gconstpointer b)
{
  return memcmp (
      (*(DepotManifestEntry *const *) a)->sha256, (*(DepotManifestEntry *const *) b)->sha256, 32);
}

guint64
depot_manifest_get_stored_bytes (const DepotManifest *self)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new (self->entries->len);
  guint64 size = 0;

  for (guint i = 0; i < self->entries->len; i++)
    if (depot_manifest_get (self, i)->kind == DEPOT_ENTRY_FILE)
      g_ptr_array_add (sorted, g_ptr_array_index (self->entries, i));
  g_ptr_array_sort (sorted, compare_contents);
  for (guint i = 0; i < sorted->len; i++)
    if (i == 0 || compare_contents (&sorted->pdata[i - 1], &sorted->pdata[i]) != 0)
      size += ((DepotManifestEntry *) sorted->pdata[i])->size_bytes;
  return size;
}

static gboolean
entries_equal (const DepotManifestEntry *a, const DepotManifestEntry *b)
{
  return a->kind == b->kind && a->size_bytes == b->size_bytes
         && a->is_executable == b->is_executable && strcmp (a->path, b->path) == 0
         && g_strcmp0 (a->target, b->target) == 0
         && memcmp (a->sha256, b->sha256, sizeof a->sha256) == 0;
}

gboolean
depot_manifest_equal (const DepotManifest *a, const DepotManifest *b)
{
  if (a->entries->len != b->entries->len)
    return FALSE;
  for (guint i = 0; i < a->entries->len; i++)
    if (!entries_equal (depot_manifest_get (a, i), depot_manifest_get (b, i)))
      return FALSE;
  return TRUE;
}

guint64
depot_manifest_part_bytes (guint64 size_bytes)
{
  guint64 part = DEPOT_PART_BYTES;

  if (size_bytes <= DEPOT_WHOLE_FILE_BYTES)
    return 0;
  while (part * MAX_PARTS < size_bytes)
    part *= 2;
  return part;
}

guint
depot_manifest_n_parts (guint64 size_bytes)
{
  guint64 part = depot_manifest_part_bytes (size_bytes);

  return part == 0 ? 0 : (guint) ((size_bytes + part - 1) / part);
}

static gboolean
needs_escape (const char *at, const char *valid_end)
{
  return at >= valid_end || *at == '%' || (guchar) *at < 0x20 || *at == 0x7f;
}

char *
depot_manifest_escape_path (const char *path)
{
  GString *text = g_string_new (NULL);
  const char *end = path + strlen (path);
  const char *valid_end;

  for (const char *at = path; at < end;)
    {
      g_utf8_validate (at, end - at, &valid_end);
      for (; at < valid_end; at++)
        if (needs_escape (at, valid_end))
          g_string_append_printf (text, "%%%02X", (guchar) *at);
        else
          g_string_append_c (text, *at);
      if (at < end)
        g_string_append_printf (text, "%%%02X", (guchar) *at++);
    }
  return g_string_free_and_steal (text);
}

static gboolean
is_plain_relative (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (*path == '\0')
    return FALSE;
  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || g_str_equal (parts[i], ".") || g_str_equal (parts[i], ".."))
      return FALSE;
  return TRUE;
}

char *
depot_manifest_unescape_path (const char *text, GError **error)
{
  g_autofree char *path = g_uri_unescape_string (text, NULL);
  /* There is one spelling only, so that one name cannot be written in two ways. */
  g_autofree char *again = path != NULL ? depot_manifest_escape_path (path) : NULL;

  if (path != NULL && is_plain_relative (path) && g_str_equal (again, text))
    return g_steal_pointer (&path);
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The manifest names an impossible path")));
  return NULL;
}

void
depot_hex_write (const guint8 *bytes, gsize n_bytes, char *text)
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < n_bytes; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 15];
    }
  text[2 * n_bytes] = '\0';
}

gboolean
depot_hex_read (const char *text, gsize n_bytes, guint8 *bytes)
{
  if (text == NULL || strlen (text) != 2 * n_bytes
      || strspn (text, "0123456789abcdef") != 2 * n_bytes)
    return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4
                         | g_ascii_xdigit_value (text[2 * i + 1]));
  return TRUE;
}
