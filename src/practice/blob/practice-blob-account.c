/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

static void
reply_account_information (PracticeBlobCall *self)
{
  if (!practice_blob_call_authorize (self, NULL, "containers/read"))
    return;
  practice_blob_call_set_header (self, "x-ms-sku-name", "Standard_LRS");
  practice_blob_call_set_header (self, "x-ms-account-kind", "StorageV2");
  practice_request_reply_empty (self->request, SOUP_STATUS_OK);
}

void
practice_blob_account_handle (PracticeBlobCall *self)
{
  if (g_str_equal (self->restype, "account") && g_str_equal (self->comp, "properties"))
    reply_account_information (self);
  else if (g_str_equal (self->method, "GET") && g_str_equal (self->comp, "list"))
    practice_blob_list_containers (self);
  else
    practice_blob_call_refuse (self,
                               400,
                               "InvalidQueryParameterValue",
                               "Value for one of the query parameters specified in the request URI "
                               "is invalid.");
}
