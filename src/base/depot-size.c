/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-size.h"

#include <math.h>

#include <glib/gi18n.h>

/* 2^64 bytes times 100 does not fit in 64 bits. */
typedef unsigned __int128 Wide;

gboolean
depot_size_reaches (guint64 used_bytes, guint64 quota_gb, guint percent)
{
  if (quota_gb == 0)
    return FALSE;
  return (Wide) used_bytes * 100 >= (Wide) quota_gb * DEPOT_BYTES_PER_GB * percent;
}

guint
depot_size_percent (guint64 used_bytes, guint64 quota_gb)
{
  Wide percent;

  if (quota_gb == 0)
    return 0;
  percent = (Wide) used_bytes * 100 / ((Wide) quota_gb * DEPOT_BYTES_PER_GB);
  return (guint) MIN (percent, (Wide) G_MAXUINT);
}

static char *
with_unit (double value, const char *whole, const char *tenths)
{
  double rounded = round (value * 10) / 10;
  const char *format = rounded == floor (rounded) ? whole : tenths;

  /* both formats come from the list below and take one double */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
  return g_strdup_printf (format, rounded);
#pragma GCC diagnostic pop
}

char *
depot_size_to_text (guint64 size_bytes)
{
  const double kb = 1024;

  if (size_bytes < 1024)
    return g_strdup_printf (ngettext ("%u byte", "%u bytes", (gulong) size_bytes),
                            (guint) size_bytes);
  /* Translators: sizes, whole and with tenths; 1 KB = 1024 bytes. */
  if (size_bytes < kb * kb)
    return with_unit (size_bytes / kb, _ ("%.0f KB"), _ ("%.1f KB"));
  if (size_bytes < kb * kb * kb)
    return with_unit (size_bytes / kb / kb, _ ("%.0f MB"), _ ("%.1f MB"));
  if (size_bytes < kb * kb * kb * kb)
    return with_unit (size_bytes / kb / kb / kb, _ ("%.0f GB"), _ ("%.1f GB"));
  return with_unit (size_bytes / kb / kb / kb / kb, _ ("%.0f TB"), _ ("%.1f TB"));
}
