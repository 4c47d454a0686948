/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-draft.h"

#include <glib/gi18n.h>
#include <string.h>

#include "depot-draft-private.h"

G_DEFINE_FINAL_TYPE (DepotDraft, depot_draft, G_TYPE_OBJECT)

typedef enum
{
  PROP_CLOUD_ID = 1,
  PROP_METHOD,
  PROP_CLIENT_ID,
  PROP_TENANT_ID,
  PROP_ACCOUNT_ID,
  PROP_ACCOUNT_NAME,
  PROP_SUBSCRIPTION_ID,
  PROP_SUBSCRIPTION_NAME,
  PROP_MANAGEMENT_FINGERPRINT,
  PROP_REGION,
  PROP_GROUP_NAME,
  PROP_GROUP_IS_NEW,
  PROP_GROUP_REGION,
  PROP_SITE_CODE,
  PROP_CERTIFICATE,
  PROP_SERVICE_FQDN,
  PROP_SERVICE_NAME,
  PROP_DESCRIPTION,
  PROP_INSTANCE_COUNT,
  PROP_VM_SIZE,
  PROP_STORAGE_QUOTA_ENABLED,
  PROP_STORAGE_QUOTA_GB,
  PROP_STORAGE_WARNING_PERCENT,
  PROP_STORAGE_CRITICAL_PERCENT,
  PROP_TRANSFER_QUOTA_ENABLED,
  PROP_TRANSFER_QUOTA_GB,
  PROP_TRANSFER_WARNING_PERCENT,
  PROP_TRANSFER_CRITICAL_PERCENT,
  PROP_TOKEN_HOURS,
  PROP_REPLACES_ID,
  N_PROPS,
} DepotDraftProperty;

G_STATIC_ASSERT (N_PROPS == DEPOT_DRAFT_N_FIELDS);

const DepotWord depot_method_words[] = {
  { DEPOT_METHOD_RESOURCE_MANAGER, "resource-manager", N_ ("Azure Resource Manager") },
  { DEPOT_METHOD_CLASSIC, "classic", N_ ("Classic service deployment") },
  { 0, NULL, NULL },
};

#define AT(member) G_STRUCT_OFFSET (DepotDraft, member)

const DepotField depot_draft_fields[DEPOT_DRAFT_N_FIELDS] = {
  [PROP_CLOUD_ID] = { "cloud-id", DEPOT_FIELD_TEXT, AT (cloud_id) },
  [PROP_METHOD] = { "method", DEPOT_FIELD_WORD, AT (method), 0, depot_method_words },
  [PROP_CLIENT_ID] = { "client-id", DEPOT_FIELD_TEXT, AT (client_id) },
  [PROP_TENANT_ID] = { "tenant-id", DEPOT_FIELD_TEXT, AT (tenant_id) },
  [PROP_ACCOUNT_ID] = { "account-id", DEPOT_FIELD_TEXT, AT (account_id) },
  [PROP_ACCOUNT_NAME] = { "account-name", DEPOT_FIELD_TEXT, AT (account_name) },
  [PROP_SUBSCRIPTION_ID] = { "subscription-id", DEPOT_FIELD_TEXT, AT (subscription_id) },
  [PROP_SUBSCRIPTION_NAME] = { "subscription-name", DEPOT_FIELD_TEXT, AT (subscription_name) },
  [PROP_MANAGEMENT_FINGERPRINT]
  = { "management-fingerprint", DEPOT_FIELD_TEXT, AT (management_fingerprint) },
  [PROP_REGION] = { "region", DEPOT_FIELD_TEXT, AT (region) },
  [PROP_GROUP_NAME] = { "group-name", DEPOT_FIELD_TEXT, AT (group_name) },
  [PROP_GROUP_IS_NEW] = { "group-is-new", DEPOT_FIELD_FLAG, AT (group_is_new), FALSE },
  [PROP_GROUP_REGION] = { "group-region", DEPOT_FIELD_TEXT, AT (group_region) },
  [PROP_SITE_CODE] = { "site-code", DEPOT_FIELD_TEXT, AT (site_code) },
  [PROP_CERTIFICATE] = { "certificate", DEPOT_FIELD_CERTIFICATE, AT (certificate) },
  [PROP_SERVICE_FQDN] = { "service-fqdn", DEPOT_FIELD_TEXT, AT (service_fqdn) },
  [PROP_SERVICE_NAME] = { "service-name", DEPOT_FIELD_TEXT, AT (service_name) },
  [PROP_DESCRIPTION] = { "description", DEPOT_FIELD_TEXT, AT (description) },
  [PROP_INSTANCE_COUNT] = { "instance-count", DEPOT_FIELD_NUMBER, AT (instance_count), 1 },
  [PROP_VM_SIZE] = { "vm-size", DEPOT_FIELD_TEXT, AT (vm_size) },
  [PROP_STORAGE_QUOTA_ENABLED]
  = { "storage-quota-enabled", DEPOT_FIELD_FLAG, AT (storage_quota_enabled), TRUE },
  [PROP_STORAGE_QUOTA_GB] = { "storage-quota-gb", DEPOT_FIELD_NUMBER, AT (storage_quota_gb), 2000 },
  [PROP_STORAGE_WARNING_PERCENT]
  = { "storage-warning-percent", DEPOT_FIELD_NUMBER, AT (storage_warning_percent), 50 },
  [PROP_STORAGE_CRITICAL_PERCENT]
  = { "storage-critical-percent", DEPOT_FIELD_NUMBER, AT (storage_critical_percent), 90 },
  [PROP_TRANSFER_QUOTA_ENABLED]
  = { "transfer-quota-enabled", DEPOT_FIELD_FLAG, AT (transfer_quota_enabled), TRUE },
  [PROP_TRANSFER_QUOTA_GB]
  = { "transfer-quota-gb", DEPOT_FIELD_NUMBER, AT (transfer_quota_gb), 10000 },
  [PROP_TRANSFER_WARNING_PERCENT]
  = { "transfer-warning-percent", DEPOT_FIELD_NUMBER, AT (transfer_warning_percent), 50 },
  [PROP_TRANSFER_CRITICAL_PERCENT]
  = { "transfer-critical-percent", DEPOT_FIELD_NUMBER, AT (transfer_critical_percent), 90 },
  [PROP_TOKEN_HOURS] = { "token-hours", DEPOT_FIELD_NUMBER, AT (token_hours), DEPOT_TOKEN_HOURS },
  [PROP_REPLACES_ID] = { "replaces-id", DEPOT_FIELD_TEXT, AT (replaces_id) },
};

static GParamSpec *props[DEPOT_DRAFT_N_FIELDS];

/* What the program would fill in by itself. A field that still shows it was not changed by the
 * admin. */
static const char *
first_name (DepotCertificate *certificate)
{
  return certificate ? depot_certificate_get_names (certificate)[0] : NULL;
}

static void
suggest_fqdn (DepotDraft *self, DepotCertificate *previous)
{
  if (self->service_fqdn && g_strcmp0 (self->service_fqdn, first_name (previous)) != 0)
    return;
  g_object_set (self, "service-fqdn", first_name (self->certificate), NULL);
}

static void
suggest_name (DepotDraft *self, const char *previous_fqdn)
{
  g_autofree char *previous = depot_name_suggest_service_name (previous_fqdn);
  g_autofree char *suggested = depot_name_suggest_service_name (self->service_fqdn);

  if (self->service_name && g_strcmp0 (self->service_name, previous) != 0)
    return;
  g_object_set (self, "service-name", suggested, NULL);
}

/* portals show ids in braces and in capitals; they are compared as text later */
static void
normalize_guid (GValue *value)
{
  char *guid = g_ascii_strdown (g_value_get_string (value) ? g_value_get_string (value) : "", -1);
  gsize length = strlen (g_strstrip (guid));

  if (length > 2 && guid[0] == '{' && guid[length - 1] == '}')
    {
      guid[length - 1] = '\0';
      memmove (guid, guid + 1, length - 1);
    }
  g_value_take_string (value, guid);
}

static void
normalize_name (GValue *value)
{
  if (g_value_get_string (value))
    g_value_take_string (value, g_ascii_strdown (g_value_get_string (value), -1));
}

static void
normalize_site_code (GValue *value)
{
  if (g_value_get_string (value))
    g_value_take_string (value, g_ascii_strup (g_value_get_string (value), -1));
}

static void
normalize (DepotDraftProperty id, GValue *value)
{
  if (id == PROP_SUBSCRIPTION_ID)
    normalize_guid (value);
  else if (id == PROP_SERVICE_NAME)
    normalize_name (value);
  else if (id == PROP_SITE_CODE)
    normalize_site_code (value);
}

static void
depot_draft_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &depot_draft_fields[id], value);
}

static void
depot_draft_set_property (GObject *object, guint id, const GValue *given, GParamSpec *spec)
{
  DepotDraft *self = DEPOT_DRAFT (object);
  g_autoptr (DepotCertificate) previous
      = self->certificate ? g_object_ref (self->certificate) : NULL;
  g_autofree char *previous_fqdn = g_strdup (self->service_fqdn);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_VALUE_TYPE (given));
  g_value_copy (given, &value);
  normalize (id, &value);
  if (!depot_fields_set (self, &depot_draft_fields[id], &value))
    return;
  g_object_notify_by_pspec (object, props[id]);

  if (self->is_loading)
    return;
  if (id == PROP_CERTIFICATE)
    suggest_fqdn (self, previous);
  else if (id == PROP_SERVICE_FQDN)
    suggest_name (self, previous_fqdn);
}

static void
depot_draft_finalize (GObject *object)
{
  DepotDraft *self = DEPOT_DRAFT (object);

  depot_fields_clear (self, depot_draft_fields, DEPOT_DRAFT_N_FIELDS);
  g_clear_pointer (&self->untouched, json_object_unref);
  G_OBJECT_CLASS (depot_draft_parent_class)->finalize (object);
}

static void
depot_draft_class_init (DepotDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_draft_get_property;
  object_class->set_property = depot_draft_set_property;
  object_class->finalize = depot_draft_finalize;
  depot_fields_install (object_class,
                        depot_draft_fields,
                        DEPOT_DRAFT_N_FIELDS,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY,
                        props);
}

static void
depot_draft_init (DepotDraft *self)
{
  depot_fields_init (self, depot_draft_fields, DEPOT_DRAFT_N_FIELDS);
  self->vm_size = g_strdup ("Standard_B2s_v2");
}

DepotDraft *
depot_draft_new (void)
{
  return g_object_new (DEPOT_TYPE_DRAFT, NULL);
}

DepotDraft *
depot_draft_copy (DepotDraft *self)
{
  DepotDraft *copy = depot_draft_new ();

  g_return_val_if_fail (DEPOT_IS_DRAFT (self), copy);

  copy->is_loading = TRUE;
  depot_fields_copy (
      G_OBJECT (self), depot_draft_fields, DEPOT_DRAFT_N_FIELDS, TRUE, G_OBJECT (copy));
  copy->is_loading = FALSE;
  copy->untouched = self->untouched ? json_object_ref (self->untouched) : NULL;
  return copy;
}

#define MAKE_GETTER(type, member, nothing)                                                         \
  type depot_draft_get_##member (DepotDraft *self)                                                 \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_DRAFT (self), nothing);                                         \
    return self->member;                                                                           \
  }

MAKE_GETTER (const char *, cloud_id, NULL)
MAKE_GETTER (DepotMethod, method, DEPOT_METHOD_RESOURCE_MANAGER)
MAKE_GETTER (const char *, client_id, NULL)
MAKE_GETTER (const char *, tenant_id, NULL)
MAKE_GETTER (const char *, account_id, NULL)
MAKE_GETTER (const char *, subscription_id, NULL)
MAKE_GETTER (const char *, subscription_name, NULL)
MAKE_GETTER (const char *, region, NULL)
MAKE_GETTER (const char *, group_name, NULL)
MAKE_GETTER (gboolean, group_is_new, FALSE)
MAKE_GETTER (const char *, site_code, NULL)
MAKE_GETTER (DepotCertificate *, certificate, NULL)
MAKE_GETTER (const char *, service_fqdn, NULL)
MAKE_GETTER (const char *, service_name, NULL)
MAKE_GETTER (const char *, description, NULL)
MAKE_GETTER (const char *, replaces_id, NULL)
MAKE_GETTER (guint, instance_count, 1)
MAKE_GETTER (const char *, vm_size, NULL)

void
depot_draft_set_certificate (DepotDraft *self, DepotCertificate *certificate)
{
  g_return_if_fail (DEPOT_IS_DRAFT (self));
  g_object_set (self, "certificate", certificate, NULL);
}
