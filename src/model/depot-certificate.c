/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-certificate.h"

#include <glib/gi18n.h>

#include "depot-certificate-private.h"

G_DEFINE_FINAL_TYPE (DepotCertificate, depot_certificate, G_TYPE_OBJECT)

static void
depot_certificate_finalize (GObject *object)
{
  DepotCertificate *self = DEPOT_CERTIFICATE (object);

  g_free (self->fingerprint);
  g_free (self->thumbprint);
  g_free (self->common_name);
  g_strfreev (self->dns_names);
  g_strfreev (self->names);
  g_free (self->issuer);
  g_free (self->subject);
  g_free (self->key_kind);
  g_free (self->signature_algorithm);
  G_OBJECT_CLASS (depot_certificate_parent_class)->finalize (object);
}

static void
depot_certificate_class_init (DepotCertificateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_certificate_finalize;
}

static void
depot_certificate_init (DepotCertificate *self)
{
}

static char **
copy_good_names (const char *const *names, gboolean *has_refused)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names && names[i]; i++)
    if (depot_name_is_pattern (names[i]))
      g_strv_builder_add (builder, names[i]);
    else
      *has_refused = TRUE;
  return g_strv_builder_end (builder);
}

/* RFC 6125, 6.4.4: the CN may stand in only where the certificate offers no DNS name at all, so one
 * that offers a malformed name gets no second chance. */
static char **
choose_names (DepotCertificate *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (self->dns_names[0] || self->has_refused_names || !depot_name_is_pattern (self->common_name))
    return g_strdupv (self->dns_names);
  builder = g_strv_builder_new ();
  g_strv_builder_add (builder, self->common_name);
  return g_strv_builder_end (builder);
}

DepotCertificate *
depot_certificate_new (const DepotCertificateFacts *facts)
{
  DepotCertificate *self = g_object_new (DEPOT_TYPE_CERTIFICATE, NULL);

  self->fingerprint = g_strdup (facts->fingerprint);
  self->thumbprint = g_strdup (facts->thumbprint);
  self->common_name = g_strdup (facts->common_name);
  self->has_refused_names = facts->has_refused_names;
  self->dns_names = copy_good_names (facts->dns_names, &self->has_refused_names);
  self->names = choose_names (self);
  self->issuer = g_strdup (facts->issuer);
  self->subject = g_strdup (facts->subject);
  self->key_kind = g_strdup (facts->key_kind);
  self->key_bits = facts->key_bits;
  self->signature_algorithm = g_strdup (facts->signature_algorithm);
  self->not_before = facts->not_before;
  self->not_after = facts->not_after;
  self->is_self_signed = facts->is_self_signed;
  self->is_ca = facts->is_ca;
  self->has_server_auth = facts->has_server_auth;
  self->has_eku = facts->has_eku;
  self->chain_length = facts->chain_length;
  self->is_protected = facts->is_protected;
  return self;
}

#define MAKE_GETTER(type, member, nothing)                                                         \
  type depot_certificate_get_##member (DepotCertificate *self)                                     \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), nothing);                                   \
    return self->member;                                                                           \
  }

MAKE_GETTER (const char *, fingerprint, NULL)
MAKE_GETTER (const char *, thumbprint, NULL)
MAKE_GETTER (const char *, common_name, NULL)
MAKE_GETTER (const char *, issuer, NULL)
MAKE_GETTER (const char *, subject, NULL)
MAKE_GETTER (gint64, not_before, 0)
MAKE_GETTER (gint64, not_after, 0)
MAKE_GETTER (guint, chain_length, 0)

gboolean
depot_certificate_is_self_signed (DepotCertificate *self)
{
  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), FALSE);
  return self->is_self_signed;
}

const char *const *
depot_certificate_get_names (DepotCertificate *self)
{
  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), NULL);
  return (const char *const *) self->names;
}

char *
depot_certificate_dup_end_day (DepotCertificate *self)
{
  g_autoptr (GDateTime) end = NULL;

  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), NULL);

  end = g_date_time_new_from_unix_utc (self->not_after);
  return end != NULL ? g_date_time_format (end, "%F") : g_strdup ("");
}

char *
depot_certificate_dup_key_text (DepotCertificate *self)
{
  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), NULL);

  if (g_strcmp0 (self->key_kind, "RSA") == 0)
    return g_strdup_printf ("RSA %u", self->key_bits);
  return g_strdup (self->key_kind);
}

gboolean
depot_certificate_is_wildcard_only (DepotCertificate *self)
{
  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), FALSE);

  for (guint i = 0; self->names[i]; i++)
    if (self->names[i][0] != '*')
      return FALSE;
  return self->names[0] != NULL;
}

static gboolean
pattern_covers (const char *pattern, const char *host_name)
{
  const char *dot;

  if (pattern[0] != '*')
    return g_ascii_strcasecmp (pattern, host_name) == 0;
  dot = strchr (host_name, '.');
  return dot && g_ascii_strcasecmp (pattern + 1, dot) == 0;
}

gboolean
depot_certificate_covers (DepotCertificate *self, const char *host_name)
{
  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), FALSE);

  if (!depot_name_is_host_name (host_name))
    return FALSE;
  for (guint i = 0; self->names[i]; i++)
    if (pattern_covers (self->names[i], host_name))
      return TRUE;
  return FALSE;
}
