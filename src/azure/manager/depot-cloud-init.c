/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-cloud-init.h"

#include <gio/gio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"
#include "depot-paths.h"

#define INSTANCE_FOLDER "/opt/depot-edge"
#define INSTANCE_CONFIG "/etc/depot-edge/config.json"

/* Takes error. */
static void
set_incomplete (GError **error, GError *flaw)
{
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_FAILED,
                                      _ ("Cloud Depot is not installed completely: %s"),
                                      flaw->message));
  g_error_free (flaw);
}

static void
add_file (JsonArray *files,
          const char *path,
          const char *mode,
          const char *encoding,
          gconstpointer bytes,
          gsize length)
{
  g_autofree char *encoded = g_base64_encode (bytes, length);

  json_array_add_object_element (
      files,
      depot_json_object_of_strings (
          "path", path, "permissions", mode, "encoding", encoding, "content", encoded, NULL));
}

/* Azure takes 64 KiB, which programs fill quickly; cloud-init unpacks. */
static GBytes *
compress (const char *text, gsize length, GError **error)
{
  g_autoptr (GConverter) zip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GBytes) plain = g_bytes_new (text, length);

  return g_converter_convert_bytes (zip, plain, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Sorted, because the same files must give the same text at every repeat. */
static GPtrArray *
list_edge_files (const char *folder, GError **error)
{
  GError *flaw = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &flaw);
  GPtrArray *names;
  const char *name;

  if (dir == NULL)
    {
      set_incomplete (error, flaw);
      return NULL;
    }
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
add_edge_file (JsonArray *files, const char *folder, const char *name, GError **error)
{
  g_autofree char *source = g_build_filename (folder, name, NULL);
  g_autofree char *target = g_build_filename (INSTANCE_FOLDER, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) packed = NULL;
  GError *flaw = NULL;
  gsize length;

  if (g_file_test (source, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_file_get_contents (source, &text, &length, &flaw))
    packed = compress (text, length, &flaw);
  if (packed == NULL)
    {
      set_incomplete (error, flaw);
      return FALSE;
    }
  add_file (files,
            target,
            g_str_has_prefix (text, "#!") ? "0755" : "0644",
            "gz+b64",
            g_bytes_get_data (packed, NULL),
            g_bytes_get_size (packed));
  return TRUE;
}

static gboolean
add_edge_files (JsonArray *files, GError **error)
{
  g_autofree char *folder = depot_paths_dup_azure_data ("edge");
  g_autoptr (GPtrArray) names = list_edge_files (folder, error);

  for (guint i = 0; names != NULL && i < names->len; i++)
    if (!add_edge_file (files, folder, g_ptr_array_index (names, i), error))
      return FALSE;
  return names != NULL;
}

static void
add_config (JsonArray *files, const DepotTemplateValues *values)
{
  g_autoptr (JsonObject) config = depot_json_object_of_strings ("serviceId",
                                                                values->service_id,
                                                                "serviceName",
                                                                values->service_name,
                                                                "serviceFqdn",
                                                                values->service_fqdn,
                                                                "vaultUri",
                                                                values->vault_uri,
                                                                "blobEndpoint",
                                                                values->blob_endpoint,
                                                                "container",
                                                                DEPOT_TEMPLATE_CONTAINER_NAME,
                                                                "identityClientId",
                                                                values->identity_client_id,
                                                                "certificateName",
                                                                values->certificate_name,
                                                                "edgeKeyName",
                                                                DEPOT_TEMPLATE_EDGE_KEY_NAME,
                                                                NULL);
  g_autofree char *text = depot_json_object_to_pretty_text (config);

  add_file (files, INSTANCE_CONFIG, "0644", "b64", text, strlen (text));
}

static JsonObject *
load_frame (GError **error)
{
  g_autofree char *path = depot_paths_dup_azure_data ("cloud-init.json");
  g_autofree char *text = NULL;
  GError *flaw = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &flaw))
    return depot_json_parse_object (text, (gssize) length, error);
  set_incomplete (error, flaw);
  return NULL;
}

/* JSON is YAML as well, and nobody has to think about indentation and quotes. */
char *
depot_cloud_init_make (const DepotTemplateValues *values, GError **error)
{
  g_autoptr (JsonObject) frame = load_frame (error);
  g_autofree char *body = NULL;
  JsonArray *files;

  if (frame == NULL)
    return NULL;
  files = json_array_new ();
  json_object_set_array_member (frame, "write_files", files);
  if (!add_edge_files (files, error))
    return NULL;
  add_config (files, values);
  body = depot_json_object_to_text (frame);
  if (strlen (body) + strlen ("#cloud-config\n") <= DEPOT_CLOUD_INIT_MAX_BYTES)
    return g_strconcat ("#cloud-config\n", body, NULL);
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_FAILED,
                       _ ("The files for the instances are larger than Azure takes")));
  return NULL;
}
