/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A public SSH key nobody can use. Azure wants one for every Linux scale set and refuses to change
 * it afterwards, but nobody is meant to log in: the key is an Ed25519 point drawn from the service
 * id by hashing, so it is the same at every repeat and its private half is known to no one. Pure,
 * any thread; caller owns.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "ssh-ed25519 AAAA… depot" */
char *depot_ssh_key_for_service (const char *service_id);

G_END_DECLS
