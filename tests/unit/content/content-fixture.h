/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders to make packages of. Paths below top are relative; everything asserts that it worked. */
#pragma once

#include "depot-json.h"

char *content_make_folder (void);
void content_remove_folder (const char *top);
void content_mkdir (const char *top, const char *path);
void content_write (const char *top, const char *path, gconstpointer data, gsize size);
void content_chmod (const char *top, const char *path, guint mode);
/* The same bytes for the same seed. */
guint8 *content_random (gsize size, guint64 seed);
char *content_hex (const guint8 *bytes, gsize size);
