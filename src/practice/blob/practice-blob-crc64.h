/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checksum of x-ms-content-crc64: reflected polynomial 0x9A6C9329AC4BC9B5, as Azure Storage
 * computes it. Source: Azure reference, 6.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 practice_crc64 (gconstpointer data, gsize length);

G_END_DECLS
