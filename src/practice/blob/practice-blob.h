/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blob storage of the practice cloud, as other parts see it. An account exists when the collection
 * "storage-accounts" names it and its resource is provisioned; a container exists when it is a
 * resource
 * ("…/blobServices/default/containers/<name>"), whether Resource Manager or the data plane made it.
 * Source: Azure reference, 6.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

void practice_blob_register (PracticeCloud *cloud);

/* When Resource Manager has deleted a container, or an account (`container` NULL): its blobs go. */
void practice_blob_forget (PracticeCloud *cloud, const char *account, const char *container);

G_END_DECLS
