/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about the server certificate a PFX file holds: what an admin needs to judge it, and no key. Made by the
 * certificates room; the key material stays in the keyring under the fingerprint. Immutable; any thread.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_FINDING_GOOD,
  DEPOT_FINDING_WARNING,
  DEPOT_FINDING_REFUSAL,
} DepotFindingSeverity;

/* One judged rule: "expired on …". Text is translated; code is stable ("expired", "no-server-auth", "self-signed"). */
typedef struct
{
  DepotFindingSeverity severity;
  char *code;
  char *text;
} DepotFinding;

#define DEPOT_TYPE_CERTIFICATE (depot_certificate_get_type ())
G_DECLARE_FINAL_TYPE (DepotCertificate, depot_certificate, DEPOT, CERTIFICATE, GObject)

/* Builder values; everything is copied. */
typedef struct
{
  const char *fingerprint;      /* SHA-256 of the leaf, upper-case hex: our key in the keyring */
  const char *thumbprint;       /* SHA-1 of the leaf, upper-case hex: what Microsoft's tools show */
  const char *common_name;      /* NULL if none */
  const char *const *dns_names; /* SAN dNSNames in order, A-label form */
  const char *issuer;           /* RFC 4514 text */
  const char *subject;
  const char *key_kind;         /* "RSA", "EC P-256", … */
  guint key_bits;
  const char *signature_algorithm;
  gint64 not_before, not_after; /* seconds UTC */
  gboolean is_self_signed, is_ca, has_server_auth, has_eku;
  guint chain_length;           /* certificates in the file, leaf included */
  gboolean is_protected;        /* FALSE: the file had no integrity data */
  gboolean has_refused_names;   /* a SAN dNSName was no host name and is not in dns_names */
} DepotCertificateFacts;

DepotCertificate   *depot_certificate_new             (const DepotCertificateFacts *facts);
const char         *depot_certificate_get_fingerprint (DepotCertificate *self);
const char         *depot_certificate_get_thumbprint  (DepotCertificate *self);
const char         *depot_certificate_get_common_name (DepotCertificate *self);
gboolean            depot_certificate_is_self_signed  (DepotCertificate *self);
/* The DNS names to choose a service FQDN from: SAN names, or the CN when there is no SAN. NULL-terminated, may be empty. */
const char *const  *depot_certificate_get_names       (DepotCertificate *self);
const char         *depot_certificate_get_issuer      (DepotCertificate *self);
const char         *depot_certificate_get_subject     (DepotCertificate *self);
gint64              depot_certificate_get_not_before  (DepotCertificate *self);
gint64              depot_certificate_get_not_after   (DepotCertificate *self);
/* The last day it is valid, "2027-05-01". Caller owns. */
char               *depot_certificate_dup_end_day   (DepotCertificate *self);
char               *depot_certificate_dup_key_text    (DepotCertificate *self);  /* "RSA 2048" */
gboolean            depot_certificate_is_wildcard_only (DepotCertificate *self);
guint               depot_certificate_get_chain_length (DepotCertificate *self);
/* Does name (a host name) match one of the names? A wildcard covers exactly one label. */
gboolean            depot_certificate_covers          (DepotCertificate *self, const char *host_name);
/* Judged at now (seconds UTC); practice allows self-signed. GPtrArray of DepotFinding, worst first; caller owns. */
GPtrArray          *depot_certificate_judge           (DepotCertificate *self, gint64 now, gboolean practice);
gboolean            depot_certificate_is_acceptable   (DepotCertificate *self, gint64 now, gboolean practice);
JsonObject         *depot_certificate_to_json         (DepotCertificate *self);
DepotCertificate   *depot_certificate_from_json       (JsonObject *object, GError **error);

/* Suggested service name of a service FQDN: its first label, lower-cased, if it follows the rules, else NULL. Caller owns. */
char               *depot_name_suggest_service_name   (const char *service_fqdn);
/* NULL if good, else a translated sentence (domain reference F6). */
const char         *depot_name_check_service_name     (const char *service_name);
const char         *depot_name_check_service_fqdn     (const char *service_fqdn);
gboolean            depot_name_is_host_name           (const char *text);   /* LDH labels, ≤ 253, no tricks */
gboolean            depot_name_is_loopback            (const char *text);   /* this computer: localhost, x.localhost, 127.0.0.0/8, ::1 */
gboolean            depot_name_is_pattern           (const char *text);   /* a host name, or "*." and one with a dot */
char               *depot_name_to_unicode             (const char *host_name); /* U-label for display; caller owns */

G_END_DECLS
