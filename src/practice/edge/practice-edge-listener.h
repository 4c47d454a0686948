/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One address with TLS whose certificate can be changed while clients are connected: SoupServer
 * keeps the certificate a listener began with, so connections are accepted here and handed to it.
 */

#include <libsoup/soup.h>

typedef struct _PracticeEdgeListener PracticeEdgeListener;

PracticeEdgeListener *practice_edge_listener_new (const char *address,
                                                  guint16 port,
                                                  GTlsCertificate *certificate,
                                                  SoupServerCallback handler,
                                                  gpointer data,
                                                  GError **error);
void practice_edge_listener_free (PracticeEdgeListener *self);

void practice_edge_listener_set_certificate (PracticeEdgeListener *self,
                                             GTlsCertificate *certificate);
