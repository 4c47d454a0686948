/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the create wizard edits: a cloud distribution point not yet asked for. Every field, default and rule of the
 * wizard lives here and is tested without a window (domain reference B1.1, B1.3, F6). Holds no secret: the certificate
 * is named by its fingerprint. Every property notifies; reading it back from JSON gives the same draft. Main thread.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-certificate.h"
#include "depot-cloud.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_METHOD_RESOURCE_MANAGER,
  DEPOT_METHOD_CLASSIC,
} DepotMethod;

typedef enum
{
  DEPOT_DRAFT_PAGE_GENERAL,
  DEPOT_DRAFT_PAGE_SETTINGS,
  DEPOT_DRAFT_PAGE_ALERTS,
  DEPOT_DRAFT_PAGE_SUMMARY,
  DEPOT_DRAFT_PAGE_PROGRESS,
  DEPOT_DRAFT_PAGE_COMPLETION,
} DepotDraftPage;

#define DEPOT_N_DRAFT_PAGES 6

#define DEPOT_TOKEN_HOURS 8
#define DEPOT_MIN_TOKEN_HOURS 1
#define DEPOT_MAX_TOKEN_HOURS 24

#define DEPOT_TYPE_DRAFT (depot_draft_get_type ())
G_DECLARE_FINAL_TYPE (DepotDraft, depot_draft, DEPOT, DRAFT, GObject)

/* Properties (read-write, notify; strings trimmed on set, NULL when empty):
 *   cloud-id s, method u (DepotMethod; "resource-manager" or "classic" in JSON), client-id s, tenant-id s, account-id s ("oid.tid" of the signed-in user),
 *   account-name s, subscription-id s (braces stripped, lower-case), subscription-name s,
 *   region s (westeurope), group-name s, group-is-new b (default FALSE), group-region s (region of an existing group),
 *   site-code s (upper-cased), certificate (DepotCertificate), service-fqdn s, service-name s (lower-cased, as Azure does),
 *   description s, storage-quota-enabled b TRUE, storage-quota-gb u 2000, storage-warning-percent u 50, storage-critical-percent u 90,
 *   transfer-quota-enabled b TRUE, transfer-quota-gb u 10000, transfer-warning-percent u 50, transfer-critical-percent u 90,
 *   instance-count u 1 (1…16), vm-size s "Standard_B2s_v2",
 *   management-fingerprint s (classic: management certificate in the keyring), token-hours u 8 (1…24: how long a content token lives),
 *   replaces-id s (the point this one is made to take the place of; NULL: none).
 * Setting certificate fills service-fqdn (first name, wildcard kept as "*.contoso.com" for the admin to replace) and
 * service-name unless the admin changed them; setting service-fqdn fills service-name likewise. */
DepotDraft       *depot_draft_new            (void);
DepotDraft       *depot_draft_copy           (DepotDraft *self);

const char       *depot_draft_get_cloud_id   (DepotDraft *self);
DepotMethod       depot_draft_get_method     (DepotDraft *self);
const char       *depot_draft_get_client_id  (DepotDraft *self);
const char       *depot_draft_get_tenant_id  (DepotDraft *self);
const char       *depot_draft_get_account_id (DepotDraft *self);
const char       *depot_draft_get_subscription_id (DepotDraft *self);
const char       *depot_draft_get_subscription_name (DepotDraft *self);
const char       *depot_draft_get_region     (DepotDraft *self);
const char       *depot_draft_get_group_name (DepotDraft *self);
gboolean          depot_draft_get_group_is_new (DepotDraft *self);
const char       *depot_draft_get_site_code  (DepotDraft *self);
DepotCertificate *depot_draft_get_certificate (DepotDraft *self);
const char       *depot_draft_get_service_fqdn (DepotDraft *self);
const char       *depot_draft_get_service_name (DepotDraft *self);
const char       *depot_draft_get_description (DepotDraft *self);
const char       *depot_draft_get_replaces_id (DepotDraft *self);
guint             depot_draft_get_instance_count (DepotDraft *self);
const char       *depot_draft_get_vm_size    (DepotDraft *self);
void              depot_draft_set_certificate (DepotDraft *self, DepotCertificate *certificate);

/* The first thing wrong with a property, as a translated sentence for under the field; NULL if good. Knows nothing of the
 * network: whether a name is free is checked by services. now for the certificate. Static string or interned. */
const char       *depot_draft_check          (DepotDraft *self, const char *property, gint64 now);
/* TRUE when every field of the page is good. */
gboolean          depot_draft_page_is_complete (DepotDraft *self, DepotDraftPage page, gint64 now);
/* Names of the properties shown on a page for the current method (for "which field is wrong"). */
const char *const *depot_draft_page_get_fields (DepotDraft *self, DepotDraftPage page);
DepotDraftPage    depot_draft_page_next      (DepotDraftPage page);
DepotDraftPage    depot_draft_page_previous  (DepotDraftPage page);
const char       *depot_draft_page_get_title (DepotDraftPage page);   /* translated */
const char       *depot_draft_field_get_label (const char *property); /* translated: "Service FQDN" */
/* TRUE if anything differs from a fresh draft (Escape asks only then). */
gboolean          depot_draft_is_touched     (DepotDraft *self);
/* What the draft holds now counts as its beginning: for values the wizard fills in when it opens. */
void              depot_draft_mark_untouched (DepotDraft *self);

/* JSON with the property names in camelCase, as in data/examples/draft.json; unknown members are an error that names
 * them. The certificate is a member "certificate" with its facts (never the PFX). In a draft written by a person the two
 * members below name PFX files instead, relative to the draft: whoever reads the draft opens them and sets "certificate" or
 * "management-fingerprint"; from_json only checks that they are text and does not keep them. A password is never a member. */
#define DEPOT_DRAFT_CERTIFICATE_FILE "certificateFile"
#define DEPOT_DRAFT_MANAGEMENT_CERTIFICATE_FILE "managementCertificateFile"
JsonObject       *depot_draft_to_json        (DepotDraft *self);
DepotDraft       *depot_draft_from_json      (JsonObject *object, GError **error);

G_END_DECLS
