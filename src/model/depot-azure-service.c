/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-service.h"

#include <glib/gi18n.h>

#include "depot-fields-private.h"

#define DAY_SECONDS (24 * 60 * 60)

struct _DepotAzureService
{
  GObject parent_instance;

  char *cloud_id, *tenant_id, *name, *client_id, *object_id, *application_id, *key_id;
  guint credential;
  gint64 expires;
};

G_DEFINE_FINAL_TYPE (DepotAzureService, depot_azure_service, G_TYPE_OBJECT)

static const DepotWord credentials[] = {
  { DEPOT_CREDENTIAL_NONE, "none", N_ ("None") },
  { DEPOT_CREDENTIAL_SECRET, "secret", N_ ("Secret") },
  { DEPOT_CREDENTIAL_CERTIFICATE, "certificate", N_ ("Certificate") },
  { 0, NULL, NULL },
};

#define TEXT(property, member)                                                                     \
  { property, DEPOT_FIELD_TEXT, G_STRUCT_OFFSET (DepotAzureService, member) }

static const DepotField fields[] = {
  { NULL },
  TEXT ("cloud-id", cloud_id),
  TEXT ("tenant-id", tenant_id),
  TEXT ("name", name),
  TEXT ("client-id", client_id),
  TEXT ("object-id", object_id),
  TEXT ("application-id", application_id),
  TEXT ("key-id", key_id),
  { "credential",
    DEPOT_FIELD_WORD,
    G_STRUCT_OFFSET (DepotAzureService, credential),
    DEPOT_CREDENTIAL_NONE,
    credentials },
  { "expires", DEPOT_FIELD_TIME, G_STRUCT_OFFSET (DepotAzureService, expires) },
};

static GParamSpec *props[G_N_ELEMENTS (fields)];

static void
depot_azure_service_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &fields[id], value);
}

static void
depot_azure_service_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (depot_fields_set (object, &fields[id], value))
    g_object_notify_by_pspec (object, spec);
}

static void
depot_azure_service_finalize (GObject *object)
{
  depot_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (depot_azure_service_parent_class)->finalize (object);
}

static void
depot_azure_service_class_init (DepotAzureServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_azure_service_get_property;
  object_class->set_property = depot_azure_service_set_property;
  object_class->finalize = depot_azure_service_finalize;
  depot_fields_install (object_class,
                        fields,
                        G_N_ELEMENTS (fields),
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY,
                        props);
}

static void
depot_azure_service_init (DepotAzureService *self)
{
}

DepotAzureService *
depot_azure_service_new (const char *cloud_id,
                         const char *tenant_id,
                         const char *name,
                         const char *client_id)
{
  return g_object_new (DEPOT_TYPE_AZURE_SERVICE,
                       "cloud-id",
                       cloud_id,
                       "tenant-id",
                       tenant_id,
                       "name",
                       name,
                       "client-id",
                       client_id,
                       NULL);
}

DepotAzureService *
depot_azure_service_copy (DepotAzureService *self)
{
  DepotAzureService *copy = g_object_new (DEPOT_TYPE_AZURE_SERVICE, NULL);

  depot_fields_copy (G_OBJECT (self), fields, G_N_ELEMENTS (fields), TRUE, G_OBJECT (copy));
  return copy;
}

gboolean
depot_azure_service_equal (DepotAzureService *a, DepotAzureService *b)
{
  g_autoptr (JsonObject) one = json_object_new ();
  g_autoptr (JsonObject) other = json_object_new ();

  depot_fields_to_json (a, fields, G_N_ELEMENTS (fields), one);
  depot_fields_to_json (b, fields, G_N_ELEMENTS (fields), other);
  return json_object_equal (one, other);
}

char *
depot_azure_service_dup_id (DepotAzureService *self)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_SERVICE (self), NULL);
  return g_strconcat (self->cloud_id, "/", self->tenant_id, NULL);
}

#define DEFINE_GETTER(member)                                                                      \
  const char *depot_azure_service_get_##member (DepotAzureService *self)                           \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_AZURE_SERVICE (self), NULL);                                    \
    return self->member;                                                                           \
  }

DEFINE_GETTER (cloud_id)
DEFINE_GETTER (tenant_id)
DEFINE_GETTER (name)
DEFINE_GETTER (client_id)
DEFINE_GETTER (object_id)
DEFINE_GETTER (application_id)
DEFINE_GETTER (key_id)

DepotCredential
depot_azure_service_get_credential (DepotAzureService *self)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_SERVICE (self), DEPOT_CREDENTIAL_NONE);
  return self->credential;
}

gint64
depot_azure_service_get_expires (DepotAzureService *self)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_SERVICE (self), 0);
  return self->expires;
}

DepotExpiry
depot_azure_service_judge_expiry (DepotAzureService *self, gint64 now)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_SERVICE (self), DEPOT_EXPIRY_UNKNOWN);

  if (self->credential == DEPOT_CREDENTIAL_NONE || self->expires == 0)
    return DEPOT_EXPIRY_UNKNOWN;
  if (self->expires <= now)
    return DEPOT_EXPIRY_OVER;
  return self->expires - now <= DEPOT_EXPIRY_WARNING_DAYS * DAY_SECONDS ? DEPOT_EXPIRY_SOON
                                                                        : DEPOT_EXPIRY_FAR;
}

int
depot_azure_service_get_expiry_stage (DepotAzureService *self, gint64 now)
{
  static const int stages[] = { 1, 7, 14, DEPOT_EXPIRY_WARNING_DAYS };
  DepotExpiry expiry = depot_azure_service_judge_expiry (self, now);

  if (expiry == DEPOT_EXPIRY_OVER)
    return 0;
  for (guint i = 0; expiry == DEPOT_EXPIRY_SOON && i < G_N_ELEMENTS (stages); i++)
    if (self->expires - now <= stages[i] * (gint64) DAY_SECONDS)
      return stages[i];
  return -1;
}

char *
depot_azure_service_dup_credential_text (DepotAzureService *self, gint64 now)
{
  const char *kind = _ (depot_word_find (credentials, self->credential)->label);
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (self->expires);
  g_autofree char *date = g_date_time_format (end, "%x");
  int days = (int) ((self->expires - now) / DAY_SECONDS);

  switch (depot_azure_service_judge_expiry (self, now))
    {
    case DEPOT_EXPIRY_OVER:
      /* Translators: "Secret, expired on 3/14/2027" */
      return g_strdup_printf (_ ("%s, expired on %s"), kind, date);
    case DEPOT_EXPIRY_SOON:
      return g_strdup_printf (
          ngettext ("%s, expires in %d day", "%s, expires in %d days", (gulong) days), kind, days);
    case DEPOT_EXPIRY_FAR:
      return g_strdup_printf (_ ("%s, expires on %s"), kind, date);
    case DEPOT_EXPIRY_UNKNOWN:
    default:
      return g_strdup (kind);
    }
}

const char *
depot_credential_get_nick (DepotCredential credential)
{
  return depot_word_find (credentials, credential)->nick;
}

DepotCredential
depot_credential_from_nick (const char *nick)
{
  const DepotWord *word = nick != NULL ? depot_word_from_nick (credentials, nick) : NULL;

  return word != NULL ? word->value : DEPOT_CREDENTIAL_NONE;
}
