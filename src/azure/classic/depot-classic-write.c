/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of the classic calls. Those with a secret are built in memory that is wiped. */
#include "config.h"

#include "depot-classic-xml.h"

#include <stdarg.h>
#include <string.h>

#define NAMESPACE "http://schemas.microsoft.com/windowsazure"
#define DECLARATION "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
#define CONFIGURATION_NAMESPACE                                                                    \
  "http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"

char *
depot_classic_encode (const char *text)
{
  return g_base64_encode ((const guchar *) text, strlen (text));
}

GBytes *
depot_classic_write (const char *root, const char *first_name, ...)
{
  g_autoptr (GString) xml = g_string_new (NULL);
  va_list pairs;

  g_string_printf (xml, DECLARATION "<%s xmlns=\"" NAMESPACE "\">", root);
  va_start (pairs, first_name);
  for (const char *name = first_name; name != NULL; name = va_arg (pairs, const char *))
    {
      const char *text = va_arg (pairs, const char *);
      g_autofree char *escaped = text != NULL ? g_markup_escape_text (text, -1) : NULL;

      if (escaped != NULL)
        g_string_append_printf (xml, "<%s>%s</%s>", name, escaped, name);
    }
  va_end (pairs);
  g_string_append_printf (xml, "</%s>", root);
  return g_string_free_to_bytes (g_steal_pointer (&xml));
}

/* Pieces joined into one secret: ordinary text is borrowed, secrets are given as secrets. */
typedef struct
{
  GPtrArray *pieces; /* of DepotSecretBytes */
} Joint;

static Joint
joint_new (void)
{
  return (Joint) { g_ptr_array_new_with_free_func ((GDestroyNotify) depot_secret_bytes_unref) };
}

static void
add (Joint *joint, const char *text)
{
  g_ptr_array_add (joint->pieces, depot_secret_bytes_new_text (text));
}

static void
add_escaped (Joint *joint, const char *text)
{
  g_ptr_array_add (joint->pieces, depot_secret_bytes_take_text (g_markup_escape_text (text, -1)));
}

static void
add_encoded (Joint *joint, DepotSecretBytes *secret)
{
  gsize size;
  gconstpointer data = depot_secret_bytes_get_data (secret, &size);

  g_ptr_array_add (joint->pieces, depot_secret_bytes_take_text (g_base64_encode (data, size)));
}

static DepotSecretBytes *
joint_end (Joint *joint)
{
  gsize size = 0;
  char *text, *at;

  for (guint i = 0; i < joint->pieces->len; i++)
    size += depot_secret_bytes_get_size (joint->pieces->pdata[i]);
  text = at = g_malloc0 (size + 1);
  for (guint i = 0; i < joint->pieces->len; i++)
    {
      gsize length;
      gconstpointer data = depot_secret_bytes_get_data (joint->pieces->pdata[i], &length);

      memcpy (at, data, length);
      at += length;
    }
  g_clear_pointer (&joint->pieces, g_ptr_array_unref);
  return depot_secret_bytes_take_text (text);
}

DepotSecretBytes *
depot_classic_write_certificate (DepotSecretBytes *pfx, DepotSecretBytes *password)
{
  Joint xml = joint_new ();

  add (&xml, DECLARATION "<CertificateFile xmlns=\"" NAMESPACE "\"><Data>");
  add_encoded (&xml, pfx);
  add (&xml, "</Data><CertificateFormat>pfx</CertificateFormat><Password>");
  add_escaped (&xml, password != NULL ? depot_secret_bytes_peek_text (password) : "");
  add (&xml, "</Password></CertificateFile>");
  return joint_end (&xml);
}

static void
add_setting (Joint *xml, const char *name, const char *value)
{
  add (xml, "<Setting name=\"");
  add (xml, name);
  add (xml, "\" value=\"");
  add_escaped (xml, value);
  add (xml, "\" />");
}

DepotSecretBytes *
depot_classic_write_configuration (const DepotClassicSettings *settings)
{
  Joint xml = joint_new ();
  g_autofree char *count = g_strdup_printf ("%u", settings->n_instances);

  add (&xml,
       DECLARATION "<ServiceConfiguration serviceName=\"CloudDepot\" osFamily=\"6\" "
                   "osVersion=\"*\" xmlns=\"" CONFIGURATION_NAMESPACE "\">"
                   "<Role name=\"DepotEdge\"><Instances count=\"");
  add (&xml, count);
  add (&xml, "\" /><ConfigurationSettings>");
  add_setting (&xml, "ServiceName", settings->service_name);
  add_setting (&xml, "Container", settings->container);
  add_setting (&xml, "StorageAccount", settings->storage_account);
  add_setting (&xml, "StorageKey", depot_secret_bytes_peek_text (settings->storage_key));
  add_setting (&xml, "EdgeKey", depot_secret_bytes_peek_text (settings->edge_key));
  add (&xml, "</ConfigurationSettings><Certificates><Certificate name=\"Service\" thumbprint=\"");
  add_escaped (&xml, settings->thumbprint);
  add (&xml, "\" thumbprintAlgorithm=\"sha1\" /></Certificates></Role></ServiceConfiguration>");
  return joint_end (&xml);
}

DepotSecretBytes *
depot_classic_write_deployment (const char *name,
                                const char *label,
                                const char *package_url,
                                DepotSecretBytes *configuration)
{
  Joint xml = joint_new ();
  g_autofree char *encoded = depot_classic_encode (label);

  add (&xml, DECLARATION "<CreateDeployment xmlns=\"" NAMESPACE "\"><Name>");
  add_escaped (&xml, name);
  add (&xml, "</Name><PackageUrl>");
  add_escaped (&xml, package_url);
  add (&xml, "</PackageUrl><Label>");
  add (&xml, encoded);
  add (&xml, "</Label><Configuration>");
  add_encoded (&xml, configuration);
  add (&xml,
       "</Configuration><StartDeployment>true</StartDeployment>"
       "<TreatWarningsAsError>false</TreatWarningsAsError></CreateDeployment>");
  return joint_end (&xml);
}

DepotSecretBytes *
depot_classic_write_change (DepotSecretBytes *configuration)
{
  Joint xml = joint_new ();

  add (&xml, DECLARATION "<ChangeConfiguration xmlns=\"" NAMESPACE "\"><Configuration>");
  add_encoded (&xml, configuration);
  add (&xml,
       "</Configuration><TreatWarningsAsError>false</TreatWarningsAsError>"
       "<Mode>Auto</Mode></ChangeConfiguration>");
  return joint_end (&xml);
}
