/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-tls.h"

void
depot_tls_refuse_old_versions (void)
{
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:%COMPAT:-VERS-TLS1.1:-VERS-TLS1.0", TRUE);
}
