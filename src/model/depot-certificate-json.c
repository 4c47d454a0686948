/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-certificate.h"

#include <glib/gi18n.h>

#include "depot-certificate-private.h"
#include "depot-clock.h"
#include "depot-error.h"
#include "depot-json.h"

/* a certificate can hold more names than anyone needs; a store row should not grow with it */
#define MAX_NAMES 1000

typedef struct
{
  const char *member;
  gsize offset;
} Place;

static const Place texts[] = {
  { "fingerprint", G_STRUCT_OFFSET (DepotCertificateFacts, fingerprint) },
  { "thumbprint", G_STRUCT_OFFSET (DepotCertificateFacts, thumbprint) },
  { "commonName", G_STRUCT_OFFSET (DepotCertificateFacts, common_name) },
  { "issuer", G_STRUCT_OFFSET (DepotCertificateFacts, issuer) },
  { "subject", G_STRUCT_OFFSET (DepotCertificateFacts, subject) },
  { "keyKind", G_STRUCT_OFFSET (DepotCertificateFacts, key_kind) },
  { "signatureAlgorithm", G_STRUCT_OFFSET (DepotCertificateFacts, signature_algorithm) },
};

static const Place flags[] = {
  { "isSelfSigned", G_STRUCT_OFFSET (DepotCertificateFacts, is_self_signed) },
  { "isCa", G_STRUCT_OFFSET (DepotCertificateFacts, is_ca) },
  { "hasServerAuth", G_STRUCT_OFFSET (DepotCertificateFacts, has_server_auth) },
  { "hasEku", G_STRUCT_OFFSET (DepotCertificateFacts, has_eku) },
  { "isProtected", G_STRUCT_OFFSET (DepotCertificateFacts, is_protected) },
  { "hasRefusedNames", G_STRUCT_OFFSET (DepotCertificateFacts, has_refused_names) },
};

static const Place times[] = {
  { "notBefore", G_STRUCT_OFFSET (DepotCertificateFacts, not_before) },
  { "notAfter", G_STRUCT_OFFSET (DepotCertificateFacts, not_after) },
};

static DepotCertificateFacts
get_facts (DepotCertificate *self)
{
  return (DepotCertificateFacts) {
    .fingerprint = self->fingerprint,
    .thumbprint = self->thumbprint,
    .common_name = self->common_name,
    .dns_names = (const char *const *) self->dns_names,
    .issuer = self->issuer,
    .subject = self->subject,
    .key_kind = self->key_kind,
    .key_bits = self->key_bits,
    .signature_algorithm = self->signature_algorithm,
    .not_before = self->not_before,
    .not_after = self->not_after,
    .is_self_signed = self->is_self_signed,
    .is_ca = self->is_ca,
    .has_server_auth = self->has_server_auth,
    .has_eku = self->has_eku,
    .chain_length = self->chain_length,
    .is_protected = self->is_protected,
    .has_refused_names = self->has_refused_names,
  };
}

JsonObject *
depot_certificate_to_json (DepotCertificate *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *names = json_array_new ();
  DepotCertificateFacts facts = get_facts (self);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (G_STRUCT_MEMBER (const char *, &facts, texts[i].offset))
      json_object_set_string_member (
          object, texts[i].member, G_STRUCT_MEMBER (const char *, &facts, texts[i].offset));
  for (guint i = 0; self->dns_names[i] && i < MAX_NAMES; i++)
    json_array_add_string_element (names, self->dns_names[i]);
  json_object_set_array_member (object, "dnsNames", names);
  json_object_set_int_member (object, "keyBits", self->key_bits);
  json_object_set_int_member (object, "chainLength", self->chain_length);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text
          = depot_time_to_iso8601 (G_STRUCT_MEMBER (gint64, &facts, times[i].offset));

      json_object_set_string_member (object, times[i].member, text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    json_object_set_boolean_member (
        object, flags[i].member, G_STRUCT_MEMBER (gboolean, &facts, flags[i].offset));
  return object;
}

static gboolean
is_hex (const char *text, gsize length)
{
  return text && strlen (text) == length && strspn (text, "0123456789ABCDEF") == length;
}

static gboolean
read_texts (JsonObject *object, DepotCertificateFacts *facts, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (!json_object_has_member (object, texts[i].member))
        continue;
      G_STRUCT_MEMBER (const char *, facts, texts[i].offset)
          = depot_json_get_string (object, texts[i].member, error);
      if (G_STRUCT_MEMBER (const char *, facts, texts[i].offset) == NULL)
        return FALSE;
    }
  if (is_hex (facts->fingerprint, 64))
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                       _ ("A certificate needs the SHA-256 “%s” in capital hexadecimal digits."),
                       "fingerprint"));
  return FALSE;
}

static gboolean
read_times (JsonObject *object, DepotCertificateFacts *facts, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const char *text = depot_json_get_string (object, times[i].member, error);
      gint64 seconds = text ? depot_time_from_iso8601 (text) : 0;

      if (text == NULL)
        return FALSE;
      if (seconds < 0)
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                              _ ("“%s” is not a time."),
                                              times[i].member));
          return FALSE;
        }
      G_STRUCT_MEMBER (gint64, facts, times[i].offset) = seconds;
    }
  return TRUE;
}

static gboolean
read_numbers (JsonObject *object, DepotCertificateFacts *facts, GError **error)
{
  gint64 key_bits, chain_length;

  if (!depot_json_get_int (object, "keyBits", 0, G_MAXUINT16, &key_bits, error)
      || !depot_json_get_int (object, "chainLength", 0, G_MAXUINT16, &chain_length, error))
    return FALSE;
  facts->key_bits = (guint) key_bits;
  facts->chain_length = (guint) chain_length;
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (json_object_has_member (object, flags[i].member)
        && !depot_json_get_bool (
            object, flags[i].member, &G_STRUCT_MEMBER (gboolean, facts, flags[i].offset), error))
      return FALSE;
  return TRUE;
}

static char **
read_names (JsonObject *object, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *names = depot_json_get_array (object, "dnsNames", error);

  if (names == NULL)
    return NULL;
  for (guint i = 0; i < MIN (json_array_get_length (names), MAX_NAMES); i++)
    {
      JsonNode *node = json_array_get_element (names, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  return g_strv_builder_end (builder);
}

DepotCertificate *
depot_certificate_from_json (JsonObject *object, GError **error)
{
  DepotCertificateFacts facts = { .is_protected = TRUE };
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  if (!read_texts (object, &facts, error) || !read_times (object, &facts, error)
      || !read_numbers (object, &facts, error))
    return NULL;
  names = read_names (object, error);
  if (names == NULL)
    return NULL;
  facts.dns_names = (const char *const *) names;
  return depot_certificate_new (&facts);
}
