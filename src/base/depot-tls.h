/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a secure connection has to be, for every connection of this program: TLS 1.2 or newer. GIO's
 * TLS backend would still speak 1.0, and asks the environment once, before its first connection;
 * so this is said first of all in main(), while there is one thread.
 * Source: RFC 8996; glib-networking, G_TLS_GNUTLS_PRIORITY.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the environment said before is overruled: nothing outside may weaken it. */
void depot_tls_refuse_old_versions (void);

G_END_DECLS
