/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Management certificates: the public halves that a subscription's administrator has uploaded. Who
 * opens a TLS connection with the private half of one may manage that subscription in the classic
 * way. Source: Azure reference, 5.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

/* `file` is a .cer file, DER or PEM. NULL after setting `error`; else the thumbprint. */
char *practice_management_certificates_add (PracticeCloud *cloud,
                                            const char *subscription,
                                            GBytes *file,
                                            GError **error);

/* Is this the certificate of somebody who may manage `subscription` now? */
gboolean practice_management_certificates_open (PracticeCloud *cloud,
                                                const char *subscription,
                                                GTlsCertificate *certificate);

void practice_management_certificates_register (PracticeCloud *cloud);

G_END_DECLS
