/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice cloud's own certificate authority, made at the first start and kept in the state
 * folder (ca.pem is what clients are told to trust), and the server certificate for its loopback
 * names. The server certificate is made anew when it has less than 30 days left.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PracticeCertificates PracticeCertificates;

PracticeCertificates *practice_certificates_open (const char *folder, GError **error);
void practice_certificates_free (PracticeCertificates *self);

const char *practice_certificates_get_ca_file (PracticeCertificates *self);
GTlsCertificate *practice_certificates_get_server (PracticeCertificates *self);

G_END_DECLS
