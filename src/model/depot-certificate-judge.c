/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One policy table for server certificates (domain reference B1.4, F6). */
#include "config.h"

#include "depot-certificate.h"

#include <glib/gi18n.h>

#include "depot-certificate-private.h"

#define SECONDS_PER_DAY (24 * 60 * 60)
#define WARN_DAYS 60

static void
finding_free (DepotFinding *finding)
{
  g_free (finding->code);
  g_free (finding->text);
  g_free (finding);
}

static void
add (GPtrArray *findings, DepotFindingSeverity severity, const char *code, char *text)
{
  DepotFinding *finding = g_new0 (DepotFinding, 1);

  finding->severity = severity;
  finding->code = g_strdup (code);
  finding->text = text;
  g_ptr_array_add (findings, finding);
}

static char *
dup_date (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time ? g_date_time_format (time, "%Y-%m-%d %H:%M UTC") : g_strdup ("?");
}

static void
judge_dates (DepotCertificate *self, gint64 now, GPtrArray *findings)
{
  g_autofree char *start = dup_date (self->not_before);
  g_autofree char *end = dup_date (self->not_after);
  gint64 days = (self->not_after - now) / SECONDS_PER_DAY;

  if (self->not_after <= now)
    add (findings,
         DEPOT_FINDING_REFUSAL,
         "expired",
         /* Translators: %s is a date and time */
         g_strdup_printf (_ ("The certificate expired on %s."), end));
  else if (self->not_before > now)
    add (findings,
         DEPOT_FINDING_REFUSAL,
         "not-yet-valid",
         /* Translators: %s is a date and time */
         g_strdup_printf (_ ("The certificate is not valid before %s."), start));
  else if (self->not_after - now <= (gint64) WARN_DAYS * SECONDS_PER_DAY)
    add (findings,
         DEPOT_FINDING_WARNING,
         "expires-soon",
         /* Translators: the number is days, %s a date and time */
         g_strdup_printf (ngettext ("The certificate expires in %d day, on %s.",
                                    "The certificate expires in %d days, on %s.",
                                    (gulong) days),
                          (int) days,
                          end));
}

static void
judge_names (DepotCertificate *self, GPtrArray *findings)
{
  if (self->names[0] == NULL)
    add (findings,
         DEPOT_FINDING_REFUSAL,
         "no-name",
         g_strdup (_ ("The certificate holds no DNS name for the service.")));
  else if (self->dns_names[0] == NULL)
    add (findings,
         DEPOT_FINDING_WARNING,
         "no-san",
         g_strdup (_ ("The name stands only in the common name (CN). Clients of today look for it "
                      "in the subject alternative names and may refuse the service.")));
  if (self->has_refused_names)
    add (findings,
         DEPOT_FINDING_WARNING,
         "bad-name",
         g_strdup (_ ("The certificate holds a name that is not a host name. It is left out.")));
}

static void
judge_purpose (DepotCertificate *self, GPtrArray *findings)
{
  if (self->has_eku && !self->has_server_auth)
    add (findings,
         DEPOT_FINDING_REFUSAL,
         "no-server-auth",
         g_strdup (_ ("The certificate is not for server authentication.")));
  else if (!self->has_eku)
    add (findings,
         DEPOT_FINDING_WARNING,
         "no-eku",
         g_strdup (
             _ ("The certificate does not state its purpose. Server authentication is expected.")));
  if (self->is_ca)
    add (findings,
         DEPOT_FINDING_WARNING,
         "is-ca",
         g_strdup (
             _ ("This is the certificate of a certification authority. Use one for a server.")));
}

static void
judge_key (DepotCertificate *self, GPtrArray *findings)
{
  gboolean is_rsa = g_strcmp0 (self->key_kind, "RSA") == 0;
  gboolean is_ec = self->key_kind && g_str_has_prefix (self->key_kind, "EC P-");
  g_autofree char *key = depot_certificate_dup_key_text (self);

  if (is_rsa && self->key_bits < 2048)
    add (findings,
         DEPOT_FINDING_REFUSAL,
         "weak-key",
         g_strdup_printf (_ ("The key has %u bits. At least 2048 are needed."), self->key_bits));
  else if (is_ec)
    add (findings,
         DEPOT_FINDING_WARNING,
         "unusual-key",
         /* Translators: %s is a kind of key, such as EC P-256 */
         g_strdup_printf (_ ("The key is %s. RSA with 2048 or 4096 bits is usual."), key));
  else if (!is_rsa)
    add (findings,
         DEPOT_FINDING_REFUSAL,
         "unsupported-key",
         /* Translators: %s is a kind of key, such as Ed25519 */
         g_strdup_printf (_ ("The key is %s. The service needs RSA with 2048 or 4096 bits."), key));
  if (self->signature_algorithm
      && (g_strstr_len (self->signature_algorithm, -1, "SHA1")
          || g_strstr_len (self->signature_algorithm, -1, "MD5")))
    add (findings,
         DEPOT_FINDING_REFUSAL,
         "weak-signature",
         g_strdup (_ ("The certificate is signed with an outdated algorithm. SHA-2 is needed.")));
}

static void
judge_trust (DepotCertificate *self, gboolean practice, GPtrArray *findings)
{
  if (self->is_self_signed)
    add (findings,
         practice ? DEPOT_FINDING_WARNING : DEPOT_FINDING_REFUSAL,
         "self-signed",
         g_strdup (practice
                       ? _ ("The certificate is self-signed. Clients must be told to trust it.")
                       : _ ("The certificate is self-signed: no client trusts it. That is good "
                            "for the practice cloud only.")));
  if (!self->is_protected)
    add (findings,
         DEPOT_FINDING_WARNING,
         "unprotected",
         g_strdup (_ ("The file is not protected against changes. Make sure that it comes from "
                      "where you think.")));
}

static int
worst_first (gconstpointer a, gconstpointer b)
{
  const DepotFinding *left = *(DepotFinding *const *) a;
  const DepotFinding *right = *(DepotFinding *const *) b;

  return (int) right->severity - (int) left->severity;
}

GPtrArray *
depot_certificate_judge (DepotCertificate *self, gint64 now, gboolean practice)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);

  g_return_val_if_fail (DEPOT_IS_CERTIFICATE (self), findings);

  judge_dates (self, now, findings);
  judge_purpose (self, findings);
  judge_names (self, findings);
  judge_key (self, findings);
  judge_trust (self, practice, findings);
  if (findings->len == 0)
    add (findings,
         DEPOT_FINDING_GOOD,
         "good",
         g_strdup (_ ("The certificate can be used for the service.")));
  g_ptr_array_sort (findings, worst_first);
  return findings;
}

gboolean
depot_certificate_is_acceptable (DepotCertificate *self, gint64 now, gboolean practice)
{
  g_autoptr (GPtrArray) findings = depot_certificate_judge (self, now, practice);
  const DepotFinding *worst = g_ptr_array_index (findings, 0);

  return worst->severity != DEPOT_FINDING_REFUSAL;
}
