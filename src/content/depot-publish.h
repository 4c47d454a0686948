/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last step of a transfer: the manifest goes up as content, then the small blob that makes it the
 * version clients get. Worker threads. */
#pragma once

#include "depot-content-place.h"

G_BEGIN_DECLS

/* "<package>/published.json"; caller owns. NULL and INVALID_INPUT if package_id cannot be one. */
char *depot_published_name (const char *package_id, GError **error);
gboolean depot_publish (DepotBlobPlace *place,
                        const char *package_id,
                        guint version,
                        const DepotManifest *manifest,
                        DepotBlobPutFlags flags,
                        GCancellable *cancellable,
                        GError **error);
/* Of a blob whose name begins with this: a version that is kept a while. */
#define DEPOT_RETIRED_PREFIX "o/"
DepotPublished *depot_content_get_retired (DepotBlobPlace *place,
                                           const char *name,
                                           GCancellable *cancellable,
                                           GError **error);
/* Content that only previous named and now no package does. */
gboolean depot_remove_superseded (DepotBlobPlace *place,
                                  const DepotPublished *previous,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
