/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands for the keyring's tests: every call as one that waits. Items are of kind "pfx". */
#pragma once

#include "depot-keyring.h"

G_BEGIN_DECLS

#define KEYRING_TEST_SECRET "canary-secret"

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} HandsWait;

void              hands_wait_done   (GObject *source, GAsyncResult *result, gpointer data);
/* Borrowed from wait. */
GAsyncResult     *hands_wait_for    (HandsWait *wait);

gboolean          hands_check       (DepotKeyring *keyring, GError **error);
gboolean          hands_store       (DepotKeyring *keyring, const char *key, gconstpointer bytes, gsize size, GError **error);
DepotSecretBytes *hands_lookup      (DepotKeyring *keyring, const char *key, GError **error);
gboolean          hands_clear       (DepotKeyring *keyring, const char *key, GError **error);
void              hands_assert_kept (DepotKeyring *keyring, const char *key, gconstpointer bytes, gsize size);

/* Of keyring-race.c: what several writers do to each other. is_shared: with other processes. */
void              race_add_tests    (gboolean is_shared);

G_END_DECLS
