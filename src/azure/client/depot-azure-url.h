/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges and builds the addresses requests go to. An address is used only if it is https, names no
 * user, has a plain host name and belongs to the environment; that holds for what we build and for
 * what an answer told us (polling, paging, endpoints). Pure values, any thread.
 */
#pragma once

#include "depot-cloud.h"

G_BEGIN_DECLS

/* Longest address ever followed: polling addresses of Azure Resource Manager pass 4 KiB. */
#define DEPOT_AZURE_URL_MAX 16384

/* what: whose address it is, for the error ("Location"). UNEXPECTED_REPLY if it is not the
 * environment's own. */
gboolean
depot_azure_url_check (DepotCloud *cloud, const char *url, const char *what, GError **error);
/* http or https on the loopback host: where the practice cloud shows its pages to a browser. */
gboolean depot_azure_url_is_loopback_page (const char *url);
/* "https://host:port" of an address; caller owns. */
char *depot_azure_url_dup_host (const char *url);
/* base + each segment escaped and joined with '/', NULL at the end; caller owns. */
char *depot_azure_url_join (const char *base, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
