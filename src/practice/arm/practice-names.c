/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-names.h"

#include "practice-arm-access.h"
#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-resources.h"

#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

gboolean
practice_names_storage_is_valid (const char *name)
{
  gsize length = strlen (name);

  return length >= 3 && length <= 24 && strspn (name, LOWER DIGITS) == length;
}

gboolean
practice_names_vault_is_valid (const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);
  gsize length = strlen (name);

  return length >= 3 && length <= 24 && g_ascii_isalpha (name[0]) && name[length - 1] != '-'
         && strstr (name, "--") == NULL && strspn (folded, LOWER DIGITS "-") == length;
}

gboolean
practice_names_label_is_valid (const char *label)
{
  gsize length = strlen (label);

  return length >= 3 && length <= 63 && strchr (LOWER, label[0]) != NULL && label[length - 1] != '-'
         && strspn (label, LOWER DIGITS "-") == length;
}

static gboolean
belongs_to_others (PracticeCloud *cloud, const char *name)
{
  return practice_scenario_lists (practice_cloud_get_scenario (cloud), "takenNames", name);
}

static gboolean
is_owned (PracticeCloud *cloud, const char *collection, const char *name, const char *own_id)
{
  g_autoptr (JsonObject) owner
      = practice_state_get (practice_cloud_get_state (cloud), collection, name);

  return owner != NULL && !practice_arm_id_equal (practice_arm_json_string (owner, "id"), own_id);
}

gboolean
practice_names_storage_is_taken (PracticeCloud *cloud, const char *name, const char *own_id)
{
  return belongs_to_others (cloud, name) || is_owned (cloud, "storage-accounts", name, own_id);
}

gboolean
practice_names_vault_is_taken (PracticeCloud *cloud, const char *name, const char *own_id)
{
  return belongs_to_others (cloud, name) || is_owned (cloud, "vaults", name, own_id)
         || practice_state_has (practice_cloud_get_state (cloud), "deleted-vaults", name);
}

gboolean
practice_names_label_is_taken (PracticeCloud *cloud,
                               const char *label,
                               const char *location,
                               const char *own_id)
{
  g_autofree char *key = g_strconcat (location, "/", label, NULL);

  return belongs_to_others (cloud, label) || is_owned (cloud, "dns-labels", key, own_id);
}

static void
reply_availability (PracticeRequest *request, const char *reason, const char *message)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_boolean_member (body, "nameAvailable", reason == NULL);
  if (reason != NULL)
    {
      json_object_set_string_member (body, "reason", reason);
      json_object_set_string_member (body, "message", message);
    }
  practice_request_reply_json (request, 200, body);
}

/* The name asked for, or NULL after answering 400. */
static char *
read_name (PracticeRequest *request, const char *type)
{
  g_autoptr (JsonObject) body = practice_request_read_json (request, FALSE);
  const char *name, *given_type;

  if (body == NULL)
    return NULL;
  name = practice_arm_json_string (body, "name");
  given_type = practice_arm_json_string (body, "type");
  if (name != NULL && given_type != NULL && g_ascii_strcasecmp (given_type, type) == 0)
    return g_strdup (name);
  practice_request_reply_error (request,
                                400,
                                "InvalidRequestContent",
                                "The request needs 'name', and 'type' must be '%s'.",
                                type);
  return NULL;
}

static void
check_storage (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Storage/checkNameAvailability/read");
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;

  if (principal == NULL)
    return;
  name = read_name (request, "Microsoft.Storage/storageAccounts");
  if (name == NULL)
    return;
  if (!practice_names_storage_is_valid (name))
    {
      message = g_strdup_printf ("%s is not a valid storage account name. Storage account name "
                                 "must be between 3 and 24 characters in length and use numbers "
                                 "and lower-case letters only.",
                                 name);
      reply_availability (request, "AccountNameInvalid", message);
      return;
    }
  message = g_strdup_printf ("The storage account named %s is already taken.", name);
  if (practice_names_storage_is_taken (practice_request_get_cloud (request), name, NULL))
    reply_availability (request, "AlreadyExists", message);
  else
    reply_availability (request, NULL, NULL);
}

static void
check_vault (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.KeyVault/checkNameAvailability/read");
  g_autofree char *name = NULL;

  if (principal == NULL)
    return;
  name = read_name (request, "Microsoft.KeyVault/vaults");
  if (name == NULL)
    return;
  if (!practice_names_vault_is_valid (name))
    reply_availability (request,
                        "AccountNameInvalid",
                        "A vault's name must be between 3-24 alphanumeric characters. The name "
                        "must begin with a letter, end with a letter or digit, and not contain "
                        "consecutive hyphens.");
  else if (practice_names_vault_is_taken (practice_request_get_cloud (request), name, NULL))
    reply_availability (request,
                        "AlreadyExists",
                        "The vault name is already in use. Vault names are globally unique so it "
                        "is possible that the name is already taken, or was recently deleted and "
                        "not purged.");
  else
    reply_availability (request, NULL, NULL);
}

static void
check_label (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Network/locations/checkDnsNameAvailability/read");
  const char *label = practice_request_get_query (request, "domainNameLabel");
  g_autofree char *location = NULL;
  g_autoptr (JsonObject) body = NULL;

  if (principal == NULL)
    return;
  if (label == NULL || !practice_names_label_is_valid (label))
    {
      practice_request_reply_error (request,
                                    400,
                                    "InvalidDomainNameLabel",
                                    "The domain name label %s is invalid. It must conform to the "
                                    "following regular expression: "
                                    "^[a-z][a-z0-9-]{1,61}[a-z0-9]$.",
                                    label != NULL ? label : "");
      return;
    }
  location = practice_arm_fold_location (practice_request_get_capture (request, "location"));
  body = json_object_new ();
  json_object_set_boolean_member (
      body,
      "available",
      !practice_names_label_is_taken (practice_request_get_cloud (request), label, location, NULL));
  practice_request_reply_json (request, 200, body);
}

void
practice_names_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);

  practice_router_add (
      router,
      PRACTICE_SURFACE_MANAGEMENT,
      "POST",
      "/subscriptions/{subscription}/providers/Microsoft.Storage/checkNameAvailability",
      check_storage,
      NULL);
  practice_router_add (
      router,
      PRACTICE_SURFACE_MANAGEMENT,
      "POST",
      "/subscriptions/{subscription}/providers/Microsoft.KeyVault/checkNameAvailability",
      check_vault,
      NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       "/subscriptions/{subscription}/providers/Microsoft.Network/locations/"
                       "{location}/CheckDnsNameAvailability",
                       check_label,
                       NULL);
}
