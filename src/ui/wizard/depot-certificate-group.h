/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows for choosing a certificate: file, password, what was found in it and how it is judged.
 * The file is read at most once per try, into memory that is wiped; the key goes to the keyring,
 * the facts into the draft. Property: busy b.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CERTIFICATE_GROUP (depot_certificate_group_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotCertificateGroup, depot_certificate_group, DEPOT, CERTIFICATE_GROUP, AdwPreferencesGroup)

void
depot_certificate_group_set_up (DepotCertificateGroup *self, DepotHouse *house, DepotDraft *draft);
/* The same rows for the management certificate of a classic deployment: the draft gets its
 * fingerprint, and the half for the Azure portal can be exported. */
void depot_certificate_group_set_up_management (DepotCertificateGroup *self,
                                                DepotHouse *house,
                                                DepotDraft *draft);
/* Somebody else shows what the certificate says: only the judgement is left here. */
void depot_certificate_group_hide_facts (DepotCertificateGroup *self);
/* Shows what is missing; the row to mend, or NULL when the draft's certificate is good. */
GtkWidget *depot_certificate_group_check (DepotCertificateGroup *self);

/* Lets the person choose a certificate file; finished by gtk_file_dialog_open_finish(). */
void depot_certificate_browse (GtkWidget *widget,
                               const char *filter_name,
                               const char *const *suffixes,
                               GAsyncReadyCallback callback,
                               gpointer data);

G_END_DECLS
