/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a connection believes: the system's certificate authorities (or those of one file instead), and those an admin
 * added for one environment (the CA of an inspecting proxy, of an Azure Stack). An added one only ever answers "unknown
 * issuer"; a wrong name, a date or a revocation stays what it is, and nothing can be ignored. GnuTLS takes more than
 * browsers do: a host name that stands in the subject only, RSA keys below 2048 bits and signatures by SHA-1 or MD5 are
 * refused here. Lists of revoked certificates (X.509 CRL, RFC 5280) that an admin puts into the same file are heeded, also
 * when they are out of date; none is fetched. Any thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_TRUST (depot_trust_get_type ())
G_DECLARE_FINAL_TYPE (DepotTrust, depot_trust, DEPOT, TRUST, GTlsDatabase)

/* ca_file: of authorities instead of the system's, or NULL. ca_pem: one or more certificates to be added, with lists
 * of revoked ones among them, or NULL; FILE when it holds no certificate or a list that cannot be read. */
GTlsDatabase *depot_trust_new (const char *ca_file, const char *ca_pem, GError **error);

G_END_DECLS
