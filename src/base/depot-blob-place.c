/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-blob-place.h"

G_DEFINE_INTERFACE (DepotBlobPlace, depot_blob_place, G_TYPE_OBJECT)

static void
depot_blob_place_default_init (DepotBlobPlaceInterface *iface)
{
}

gboolean
depot_blob_place_put (DepotBlobPlace *self,
                      const char *name,
                      const char *content_type,
                      const char *sha256,
                      const guint8 *data,
                      gsize size_bytes,
                      DepotBlobPutFlags flags,
                      GCancellable *cancellable,
                      GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->put (
      self, name, content_type, sha256, data, size_bytes, flags, cancellable, error);
}

gboolean
depot_blob_place_put_block (DepotBlobPlace *self,
                            const char *name,
                            const char *block_id,
                            const guint8 *data,
                            gsize size_bytes,
                            DepotBlobPutFlags flags,
                            GCancellable *cancellable,
                            GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->put_block (
      self, name, block_id, data, size_bytes, flags, cancellable, error);
}

gboolean
depot_blob_place_copy_block (DepotBlobPlace *self,
                             const char *name,
                             const char *block_id,
                             DepotBlobPlace *source,
                             const char *source_name,
                             guint64 offset,
                             guint64 size_bytes,
                             GCancellable *cancellable,
                             GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->copy_block (
      self, name, block_id, source, source_name, offset, size_bytes, cancellable, error);
}

gboolean
depot_blob_place_copy_whole (DepotBlobPlace *self,
                             const char *name,
                             const char *source_name,
                             const char *sha256,
                             DepotBlobPutFlags flags,
                             GCancellable *cancellable,
                             GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->copy_whole (
      self, name, source_name, sha256, flags, cancellable, error);
}

gboolean
depot_blob_place_put_block_list (DepotBlobPlace *self,
                                 const char *name,
                                 const char *const *block_ids,
                                 const char *sha256,
                                 DepotBlobPutFlags flags,
                                 GCancellable *cancellable,
                                 GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->put_block_list (
      self, name, block_ids, sha256, flags, cancellable, error);
}

gboolean
depot_blob_place_list_uncommitted (DepotBlobPlace *self,
                                   const char *name,
                                   DepotBlockListed listed,
                                   gpointer user,
                                   GCancellable *cancellable,
                                   GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->list_uncommitted (
      self, name, listed, user, cancellable, error);
}

gboolean
depot_blob_place_head (DepotBlobPlace *self,
                       const char *name,
                       DepotBlobFacts *facts,
                       GCancellable *cancellable,
                       GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->head (self, name, facts, cancellable, error);
}

gboolean
depot_blob_place_get (DepotBlobPlace *self,
                      const char *name,
                      guint64 offset,
                      guint64 size_bytes,
                      DepotBlobSink sink,
                      gpointer user,
                      GCancellable *cancellable,
                      GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->get (
      self, name, offset, size_bytes, sink, user, cancellable, error);
}

gboolean
depot_blob_place_list (DepotBlobPlace *self,
                       const char *prefix,
                       DepotBlobListed listed,
                       gpointer user,
                       GCancellable *cancellable,
                       GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->list (self, prefix, listed, user, cancellable, error);
}

gboolean
depot_blob_place_remove (DepotBlobPlace *self,
                         const char *name,
                         GCancellable *cancellable,
                         GError **error)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->remove (self, name, cancellable, error);
}

guint
depot_blob_place_get_busy_answers (DepotBlobPlace *self)
{
  return DEPOT_BLOB_PLACE_GET_IFACE (self)->get_busy_answers (self);
}
