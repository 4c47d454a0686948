/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-sites.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

static GError *
refuse_second_top (const DepotStatement *top)
{
  if (depot_statement_get_n_rows (top) == 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          _ ("The hierarchy already has the top-level site %s"),
                          depot_statement_get_text (top, 0, 0));
}

static GError *
refuse_unknown_parent (const DepotStatement *missing)
{
  if (depot_statement_get_n_rows (missing) == 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_NOT_FOUND,
                          _ ("The parent site %s is not known"),
                          depot_statement_peek_given_text (missing, 1));
}

static void
check_place (GPtrArray *statements, DepotSite *site)
{
  const char *parent = depot_site_get_parent_code (site);
  DepotStatement *statement;

  if (parent == NULL)
    {
      statement
          = depot_statement_new ("SELECT code FROM sites WHERE parent_code IS NULL AND code <> $1",
                                 "s",
                                 depot_site_get_code (site));
      depot_statement_set_check (statement, refuse_second_top);
    }
  else
    {
      statement = depot_statement_new ("SELECT 1 FROM counters WHERE name = 'points' "
                                       "AND NOT EXISTS (SELECT 1 FROM sites WHERE code = $1)",
                                       "s",
                                       parent);
      depot_statement_set_check (statement, refuse_unknown_parent);
    }
  g_ptr_array_add (statements, statement);
}

void
depot_rows_save_site (GPtrArray *statements, DepotSite *site)
{
  check_place (statements, site);
  depot_statements_add (statements,
                        "INSERT INTO sites (code, name, kind, parent_code) VALUES ($1, $2, $3, $4) "
                        "ON CONFLICT (code) DO UPDATE SET name = $2, kind = $3, parent_code = $4",
                        "ssss",
                        depot_site_get_code (site),
                        depot_site_get_name (site),
                        depot_site_kind_get_nick (depot_site_get_kind (site)),
                        depot_site_get_parent_code (site));
}

void
depot_store_save_site_async (DepotStore *self,
                             DepotSite *site,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_store_batch_save_site (batch, site);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_save_site_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_list_sites_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_read_async (
      self,
      depot_statement_new ("SELECT code, name, kind, parent_code FROM sites "
                           "ORDER BY CASE WHEN parent_code IS NULL THEN 0 ELSE 1 END, code",
                           ""),
      callback,
      data);
}

GPtrArray *
depot_store_list_sites_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  g_autoptr (GPtrArray) sites = NULL;

  if (rows == NULL)
    return NULL;
  sites = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      DepotSiteKind kind = DEPOT_SITE_STANDALONE_PRIMARY;

      if (!depot_site_kind_from_nick (depot_statement_get_text (rows, row, 2), &kind))
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_STORE,
                                              _ ("The site %s is of an unknown kind"),
                                              depot_statement_get_text (rows, row, 0)));
          return NULL;
        }
      g_ptr_array_add (sites,
                       depot_site_new (depot_statement_get_text (rows, row, 0),
                                       depot_statement_get_text (rows, row, 1),
                                       kind,
                                       depot_statement_get_text (rows, row, 3)));
    }
  return g_steal_pointer (&sites);
}

static GError *
refuse_used (const DepotStatement *uses)
{
  gint64 points = depot_statement_get_int (uses, 0, 0);
  gint64 children = depot_statement_get_int (uses, 0, 1);
  const char *code = depot_statement_peek_given_text (uses, 1);

  if (points > 0)
    return depot_error_new (DEPOT_ERROR_CONFLICT,
                            ngettext ("%u cloud distribution point belongs to the site %s",
                                      "%u cloud distribution points belong to the site %s",
                                      (gulong) points),
                            (guint) points,
                            code);
  if (children > 0)
    return depot_error_new (DEPOT_ERROR_CONFLICT,
                            ngettext ("%u site is below the site %s",
                                      "%u sites are below the site %s",
                                      (gulong) children),
                            (guint) children,
                            code);
  return NULL;
}

void
depot_store_remove_site_async (DepotStore *self,
                               const char *code,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;
  DepotStatement *uses;
  GPtrArray *statements;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (code != NULL);

  batch = depot_store_batch_new (self);
  statements = depot_store_batch_get_statements (batch);
  uses = depot_statement_new ("SELECT (SELECT count(*) FROM points WHERE site_code = $1), "
                              "(SELECT count(*) FROM sites WHERE parent_code = $1)",
                              "s",
                              code);
  depot_statement_set_check (uses, refuse_used);
  g_ptr_array_add (statements, uses);
  depot_statements_add (statements, "DELETE FROM sites WHERE code = $1", "s", code);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_remove_site_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}
