/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request holds, for the files that send it. Owned by the sender once sent; main thread. */
#pragma once

#include "depot-azure-client.h"

G_BEGIN_DECLS

struct _DepotAzureRequest
{
  char *method, *url, *scope, *content_type;
  GBytes *body;
  GTlsCertificate *certificate;
  SoupMessageHeaders *headers;
  GArray *accepted; /* of guint */
  gboolean is_repeatable;
};

/* May the same request go out twice without harm? */
gboolean depot_azure_request_may_repeat (DepotAzureRequest *self);
gboolean depot_azure_request_accepts (DepotAzureRequest *self, guint status);
/* A fresh message for one try; no token yet. NULL if the address is not one. */
SoupMessage *depot_azure_request_to_message (DepotAzureRequest *self);

G_END_DECLS
