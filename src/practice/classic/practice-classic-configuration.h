/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service configuration (.cscfg) that a deployment brings: how many instances, which
 * certificate, and the settings of the one role this cloud can run, the edge of a distribution
 * point. Its settings: ServiceName, StorageAccount, StorageKey, Container, EdgeKey (base64).
 * Source: Azure reference, 5; the schema of service configurations.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

typedef struct
{
  char *role;
  guint instances;
  char *thumbprint; /* NULL: no certificate */
  GHashTable *settings;
} PracticeClassicConfiguration;

PracticeClassicConfiguration *practice_classic_configuration_parse (const char *text,
                                                                    GError **error);
void practice_classic_configuration_free (PracticeClassicConfiguration *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeClassicConfiguration, practice_classic_configuration_free)

const char *practice_classic_configuration_get (PracticeClassicConfiguration *self,
                                                const char *setting);

G_END_DECLS
