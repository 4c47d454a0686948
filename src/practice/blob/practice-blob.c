/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob.h"

#include "practice-blob-call.h"

static void
handle (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeBlobCall) call = practice_blob_call_new (request);

  if (call == NULL || !practice_blob_call_authenticate (call))
    return;
  if (call->container == NULL)
    practice_blob_account_handle (call);
  else if (call->blob_name == NULL)
    practice_blob_container_handle (call);
  else if (g_str_equal (call->method, "GET") || g_str_equal (call->method, "HEAD"))
    practice_blob_read_handle (call);
  else
    practice_blob_write_handle (call);
}

void
practice_blob_forget (PracticeCloud *cloud, const char *account, const char *container)
{
  practice_blob_store_remove_all (cloud, account, container);
}

void
practice_blob_register (PracticeCloud *cloud)
{
  practice_blob_store_open (cloud);
  practice_router_set_fallback (
      practice_cloud_get_router (cloud), PRACTICE_SURFACE_BLOB, handle, NULL);
}
