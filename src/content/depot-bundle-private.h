/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer and the reader of a bundle have in common. */
#pragma once

#include "depot-bundle.h"

G_BEGIN_DECLS

#define DEPOT_BUNDLE_FORMAT "cloud-depot-bundle"
#define DEPOT_BUNDLE_HEAD "cloud-depot.json"
#define DEPOT_BUNDLE_MANIFEST "manifest.json"
#define DEPOT_BUNDLE_PIECE (1024 * 1024)
#define DEPOT_BUNDLE_MAX_HEAD (1024 * 1024)

/* Each different content once, in the order of the files that have it first: indices of the manifest, as guint. The files that
 * have the same follow it in same (index → index + 1 of the next, 0: none). */
GArray *depot_bundle_list_contents (const DepotManifest *manifest, guint **same);

G_END_DECLS
