/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-endpoints.h"

#include <unistd.h>

#include "practice-certificates.h"
#include "practice-directory.h"
#include "practice-json.h"

static JsonObject *
make_endpoints (PracticeCloud *cloud)
{
  const char *base = practice_cloud_get_base_url (cloud);
  guint port = practice_cloud_get_port (cloud, "main");
  guint classic_port = practice_cloud_get_port (cloud, "classic");
  guint blob_port = practice_cloud_get_port (cloud, "blob");
  g_autofree char *scope = g_strconcat (base, "/.default", NULL);
  g_autofree char *graph = g_strconcat (base, "/graph", NULL);
  g_autofree char *classic = g_strdup_printf ("https://localhost:%u", classic_port);
  g_autofree char *blob_path_style = g_strdup_printf ("https://localhost:%u", blob_port);
  g_autofree char *storage = g_strdup_printf ("localhost:%u", port);
  g_autofree char *vault = g_strdup_printf ("vault.localhost:%u", port);
  PracticeCertificates *certificates = practice_cloud_get_certificates (cloud);
  JsonObject *endpoints = practice_json_object ("name",
                                                "PracticeCloud",
                                                "authority",
                                                base,
                                                "resourceManager",
                                                base,
                                                "managementScope",
                                                scope,
                                                "classic",
                                                classic,
                                                "storageSuffix",
                                                storage,
                                                "storageScope",
                                                "https://storage.azure.com/.default",
                                                "blobPathStyle",
                                                blob_path_style,
                                                "vaultSuffix",
                                                vault,
                                                "vaultScope",
                                                "https://vault.localhost/.default",
                                                "vmDnsSuffix",
                                                "cloudapp.localhost",
                                                "graph",
                                                graph,
                                                "portal",
                                                practice_cloud_get_browser_url (cloud),
                                                "caFile",
                                                practice_certificates_get_ca_file (certificates),
                                                "tenantId",
                                                PRACTICE_TENANT,
                                                "clientId",
                                                PRACTICE_CLIENT_ID,
                                                NULL);

  json_object_set_int_member (endpoints, "pid", getpid ());
  json_object_set_int_member (endpoints, "edgePort", practice_cloud_get_port (cloud, "edge"));
  return endpoints;
}

gboolean
practice_endpoints_write (PracticeCloud *cloud, GError **error)
{
  g_autoptr (JsonObject) endpoints = make_endpoints (cloud);
  g_autofree char *text = practice_json_to_string (endpoints);
  g_autofree char *path
      = g_build_filename (practice_cloud_get_state_dir (cloud), "endpoints.json", NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
