/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows Installer databases: the table Property names product, version, maker and language. It
 * lies in streams of a compound file; names of tables are packed two characters into one, and all
 * texts stand once in a pool (the layout as the free readers Wine and msitools describe it). Where
 * the table cannot be read, the summary ([MS-OLEPS]) still has title and author. */
#include "config.h"

#include "depot-compound-file.h"

#include <string.h>

#define MAX_POOL_BYTES (8 * 1024 * 1024)
#define MAX_DATA_BYTES (32 * 1024 * 1024)
#define MAX_TABLE_BYTES (1024 * 1024)
#define MAX_SUMMARY_BYTES (64 * 1024)
#define TABLE_MARK 0x4840
#define PAIR 0x3800
#define SINGLE 0x4800
#define LONG_NUMBERS 0x80000000u
#define UTF8_PAGE 65001

/* Names. */

static guint
get_digit (char letter)
{
  static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

  return (guint) (strchr (digits, letter) - digits);
}

static guint8 *
read_table (DepotCompoundFile *file, const char *name, gsize max, gsize *size)
{
  gunichar2 units[32] = { TABLE_MARK };
  guint n = 1;

  for (; *name != '\0'; name += name[1] != '\0' ? 2 : 1)
    units[n++]
        = (gunichar2) (name[1] != '\0' ? PAIR + get_digit (name[0]) + (get_digit (name[1]) << 6)
                                       : SINGLE + get_digit (name[0]));
  return depot_compound_file_read (file, units, n, max, size);
}

/* The pool of texts: lengths and counts in one stream, the bytes behind each other in the other. */

typedef struct
{
  guint8 *lengths, *data;
  gsize n_lengths, n_data; /* bytes */
  guint page;
} Pool;

static gboolean
pool_read (Pool *pool, DepotCompoundFile *file)
{
  pool->lengths = read_table (file, "_StringPool", MAX_POOL_BYTES, &pool->n_lengths);
  pool->data = read_table (file, "_StringData", MAX_DATA_BYTES, &pool->n_data);
  if (pool->lengths == NULL || pool->data == NULL || pool->n_lengths < 4)
    return FALSE;
  pool->page = depot_get_32 (pool->lengths) & ~LONG_NUMBERS;
  return TRUE;
}

static void
pool_clear (Pool *pool)
{
  g_free (pool->lengths);
  g_free (pool->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pool, pool_clear)

typedef void (*TextFunc) (guint number, const guint8 *text, gsize size, gpointer user);

/* Number 1 is the first. A text of 64 KiB and more takes two entries: the first, of length 0, has
 * the upper half of the length where others have their count. */
static void
pool_foreach (const Pool *pool, TextFunc func, gpointer user)
{
  gsize offset = 0;
  guint number = 1;

  for (gsize at = 4; at + 4 <= pool->n_lengths; at += 4, number++)
    {
      gsize size = depot_get_16 (pool->lengths + at);

      if (size == 0 && depot_get_16 (pool->lengths + at + 2) != 0 && at + 8 <= pool->n_lengths)
        {
          size = (gsize) depot_get_16 (pool->lengths + at + 2) << 16
                 | depot_get_16 (pool->lengths + at + 4);
          at += 4;
        }
      if (size > pool->n_data - offset)
        return;
      func (number, pool->data + offset, size, user);
      offset += size;
    }
}

static char *
to_utf8 (const guint8 *text, gsize size, guint page)
{
  g_autofree char *charset = page == UTF8_PAGE ? NULL : g_strdup_printf ("CP%u", page);

  if (charset == NULL || page == 0)
    return g_strndup ((const char *) text, size);
  return g_convert ((const char *) text, (gssize) size, "UTF-8", charset, NULL, NULL, NULL);
}

/* The table. */

typedef enum
{
  WANTED_PRODUCT,
  WANTED_VERSION,
  WANTED_MAKER,
  WANTED_LANGUAGE,
  N_WANTED,
} Wanted;

static const char *const wanted[]
    = { "ProductName", "ProductVersion", "Manufacturer", "ProductLanguage" };

typedef struct
{
  guint keys[N_WANTED], values[N_WANTED]; /* numbers of texts; 0: unknown */
  char *texts[N_WANTED];
  guint page;
} Search;

static void
note_key (guint number, const guint8 *text, gsize size, gpointer user)
{
  Search *search = user;

  for (guint i = 0; i < N_WANTED; i++)
    if (search->keys[i] == 0 && strlen (wanted[i]) == size && memcmp (wanted[i], text, size) == 0)
      search->keys[i] = number;
}

static void
note_value (guint number, const guint8 *text, gsize size, gpointer user)
{
  Search *search = user;

  for (guint i = 0; i < N_WANTED; i++)
    if (search->values[i] == number && search->texts[i] == NULL && size < MAX_SUMMARY_BYTES)
      search->texts[i] = to_utf8 (text, size, search->page);
}

static guint
get_number (const guint8 *at, guint width)
{
  return depot_get_16 (at) | (width == 3 ? (guint) at[2] << 16 : 0);
}

/* Column after column: all keys, then all values. */
static void
find_values (Search *search, const guint8 *table, gsize size, guint width)
{
  gsize n_rows = size / (2 * width);

  for (gsize row = 0; row < n_rows; row++)
    for (guint i = 0; i < N_WANTED; i++)
      if (search->keys[i] != 0 && get_number (table + width * row, width) == search->keys[i])
        search->values[i] = get_number (table + width * (n_rows + row), width);
}

static void
take_properties (DepotPackageGuess *guess, DepotCompoundFile *file)
{
  g_auto (Pool) pool = { NULL };
  g_autofree guint8 *table = NULL;
  Search search = { { 0 } };
  gsize size = 0;

  if (!pool_read (&pool, file))
    return;
  table = read_table (file, "Property", MAX_TABLE_BYTES, &size);
  if (table == NULL)
    return;
  search.page = pool.page;
  pool_foreach (&pool, note_key, &search);
  find_values (&search, table, size, (depot_get_32 (pool.lengths) & LONG_NUMBERS) != 0 ? 3 : 2);
  pool_foreach (&pool, note_value, &search);
  depot_guess_take (&guess->name, search.texts[WANTED_PRODUCT]);
  depot_guess_take (&guess->version, search.texts[WANTED_VERSION]);
  depot_guess_take (&guess->publisher, search.texts[WANTED_MAKER]);
  depot_guess_take_language (guess, search.texts[WANTED_LANGUAGE]);
  g_free (search.texts[WANTED_LANGUAGE]);
}

/* The summary: one set of properties, each a kind and a value at an offset. */

#define SUMMARY_PAGE 1
#define SUMMARY_SUBJECT 3
#define SUMMARY_AUTHOR 4
#define SUMMARY_TEMPLATE 7
#define KIND_TEXT 30
#define KIND_SHORT 2

typedef struct
{
  guint8 *bytes;
  gsize size;
  gsize set;
} Summary;

static const guint8 *
find_property (const Summary *summary, guint id, guint kind, gsize needs)
{
  guint n = MIN (depot_get_32 (summary->bytes + summary->set + 4), 64);

  for (guint i = 0; i < n; i++)
    {
      gsize at = summary->set + 8 + 8 * (gsize) i;
      gsize value;

      if (at + 8 > summary->size)
        return NULL;
      value = summary->set + (gsize) depot_get_32 (summary->bytes + at + 4);
      if (depot_get_32 (summary->bytes + at) == id && value + 4 + needs <= summary->size
          && depot_get_32 (summary->bytes + value) == kind)
        return summary->bytes + value + 4;
    }
  return NULL;
}

static char *
get_text (const Summary *summary, guint id)
{
  const guint8 *value = find_property (summary, id, KIND_TEXT, 4);
  const guint8 *page = find_property (summary, SUMMARY_PAGE, KIND_SHORT, 2);
  gsize left = value != NULL ? (gsize) (summary->bytes + summary->size - value - 4) : 0;
  gsize size = value != NULL ? depot_get_32 (value) : 0;

  if (value == NULL || size == 0 || size > left)
    return NULL;
  return to_utf8 (
      value + 4, strnlen ((const char *) value + 4, size), page != NULL ? depot_get_16 (page) : 0);
}

static void
take_summary (DepotPackageGuess *guess, DepotCompoundFile *file)
{
  static const char name[] = "SummaryInformation";
  gunichar2 units[sizeof name] = { 5 };
  Summary summary = { NULL };
  g_autofree guint8 *bytes = NULL;
  g_autofree char *template = NULL;

  for (guint i = 0; name[i] != '\0'; i++)
    units[i + 1] = (guchar) name[i];
  bytes = depot_compound_file_read (file, units, sizeof name, MAX_SUMMARY_BYTES, &summary.size);
  if (bytes == NULL || summary.size < 56)
    return;
  summary.bytes = bytes;
  summary.set = depot_get_32 (bytes + 44);
  if (summary.set > summary.size - 8)
    return;
  depot_guess_take (&guess->name, get_text (&summary, SUMMARY_SUBJECT));
  depot_guess_take (&guess->publisher, get_text (&summary, SUMMARY_AUTHOR));
  template = get_text (&summary, SUMMARY_TEMPLATE);
  if (template != NULL && strchr (template, ';') != NULL)
    depot_guess_take_language (guess, strchr (template, ';') + 1);
}

void
depot_guess_from_msi (DepotPackageGuess *guess, const DepotByteSource *bytes)
{
  g_autoptr (DepotCompoundFile) file = depot_compound_file_open (bytes);

  if (file == NULL)
    return;
  take_properties (guess, file);
  take_summary (guess, file);
}
