/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-configuration-row.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "depot-health-watch.h"
#include "depot-text.h"

struct _DepotConfigurationRow
{
  GObject parent_instance;

  DepotPoint *point;
  DepotHealthFinding *finding; /* why it is not as set, or why nobody knows; NULL: neither */
  guint serial;
};

typedef enum
{
  PROP_SERIAL = 1,
} DepotConfigurationRowProperty;

static GParamSpec *props[PROP_SERIAL + 1];

G_DEFINE_FINAL_TYPE (DepotConfigurationRow, depot_configuration_row, G_TYPE_OBJECT)

static void
changed (DepotConfigurationRow *self)
{
  self->serial++;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SERIAL]);
}

DepotPoint *
depot_configuration_row_get_point (DepotConfigurationRow *self)
{
  g_return_val_if_fail (DEPOT_IS_CONFIGURATION_ROW (self), NULL);
  return self->point;
}

static char *
dup_being_applied (DepotPoint *point)
{
  double progress = depot_point_get_progress (point);
  g_autofree char *percent = progress >= 0 ? depot_text_percent (progress) : NULL;

  /* Translators: %s is a share such as "40 %" */
  return percent != NULL ? g_strdup_printf (_ ("Being applied, %s"), percent)
                         : g_strdup (_ ("Being applied"));
}

char *
depot_configuration_row_dup_text (DepotConfigurationRow *self)
{
  g_return_val_if_fail (DEPOT_IS_CONFIGURATION_ROW (self), NULL);

  switch (depot_point_get_state (self->point))
    {
    case DEPOT_POINT_PROVISIONING:
    case DEPOT_POINT_UPGRADING:
      return dup_being_applied (self->point);
    case DEPOT_POINT_FAILED:
      return g_strdup (_ ("Not applied"));
    case DEPOT_POINT_DELETING:
      return g_strdup (_ ("Being deleted"));
    case DEPOT_POINT_READY:
    case DEPOT_POINT_STARTING:
    case DEPOT_POINT_STOPPING:
    case DEPOT_POINT_STOPPED:
    case DEPOT_POINT_UNKNOWN:
    default:
      break;
    }
  if (self->finding != NULL && depot_health_finding_get_kind (self->finding) == DEPOT_HEALTH_ACCESS)
    /* Translators: %s says why, such as "Sign-in needed" */
    return g_strdup_printf (_ ("Unknown: %s"), depot_health_finding_get_brief (self->finding));
  if (self->finding != NULL)
    /* Translators: %s says which settings */
    return g_strdup_printf (_ ("Changed in Azure: %s"),
                            depot_health_finding_get_text (self->finding));
  return g_strdup (depot_point_get_checked_at (self->point) > 0 ? _ ("As set")
                                                                : _ ("Not checked yet"));
}

static void
depot_configuration_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_uint (value, DEPOT_CONFIGURATION_ROW (object)->serial);
}

static void
depot_configuration_row_finalize (GObject *object)
{
  DepotConfigurationRow *self = DEPOT_CONFIGURATION_ROW (object);

  g_clear_object (&self->point);
  g_clear_object (&self->finding);
  G_OBJECT_CLASS (depot_configuration_row_parent_class)->finalize (object);
}

static void
depot_configuration_row_class_init (DepotConfigurationRowClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = depot_configuration_row_get_property;
  G_OBJECT_CLASS (klass)->finalize = depot_configuration_row_finalize;
  props[PROP_SERIAL]
      = g_param_spec_uint ("serial",
                           NULL,
                           NULL,
                           0,
                           G_MAXUINT,
                           0,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (props), props);
}

static void
depot_configuration_row_init (DepotConfigurationRow *self)
{
}

/* The rows of all points. */

static gboolean
speaks_of_settings (DepotHealthKind kind)
{
  return kind == DEPOT_HEALTH_DRIFT || kind == DEPOT_HEALTH_ACCESS;
}

/* Findings are few, and of these two kinds a point has only one. Caller owns; NULL: its settings
 * are as they were set. */
static DepotHealthFinding *
dup_finding (GListModel *findings, const char *point_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (DepotHealthFinding) finding = g_list_model_get_item (findings, i);

      if (speaks_of_settings (depot_health_finding_get_kind (finding))
          && g_str_equal (depot_health_finding_get_point_id (finding), point_id))
        return g_steal_pointer (&finding);
    }
  return NULL;
}

static void
on_findings (GListModel *findings, guint at, guint removed, guint added, GListModel *rows)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (DepotConfigurationRow) row = g_list_model_get_item (rows, i);
      g_autoptr (DepotHealthFinding) finding
          = dup_finding (findings, depot_point_get_id (row->point));

      if (g_set_object (&row->finding, finding))
        changed (row);
    }
}

static gpointer
make_row (gpointer item, gpointer data)
{
  GListModel *findings = data;
  g_autoptr (DepotPoint) point = item;
  DepotConfigurationRow *row = g_object_new (DEPOT_TYPE_CONFIGURATION_ROW, NULL);

  g_set_object (&row->point, point);
  row->finding = dup_finding (findings, depot_point_get_id (point));
  g_signal_connect_object (point, "notify", G_CALLBACK (changed), row, G_CONNECT_SWAPPED);
  return row;
}

GListModel *
depot_configuration_rows_new (DepotHouse *house)
{
  GListModel *findings = depot_house_get_findings (house);
  GtkMapListModel *rows = gtk_map_list_model_new (g_object_ref (depot_house_get_points (house)),
                                                  make_row,
                                                  g_object_ref (findings),
                                                  g_object_unref);

  g_signal_connect_object (
      findings, "items-changed", G_CALLBACK (on_findings), rows, G_CONNECT_DEFAULT);
  return G_LIST_MODEL (rows);
}

/* Columns. */

static DepotPoint *
get_point (gpointer item)
{
  return depot_configuration_row_get_point (item);
}

static char *
dup_name (gpointer item)
{
  return g_strdup (depot_point_get_name (get_point (item)));
}

static char *
dup_site (gpointer item)
{
  return g_strdup (depot_point_get_site_code (get_point (item)));
}

static char *
dup_text (gpointer item)
{
  return depot_configuration_row_dup_text (item);
}

static gint64
get_checked_at (gpointer item)
{
  return depot_point_get_checked_at (get_point (item));
}

static char *
dup_checked (gpointer item)
{
  return depot_text_time_exact (get_checked_at (item));
}

static gint64
get_usage_at (gpointer item)
{
  gint64 at = 0;

  g_object_get (get_point (item), "usage-at", &at, NULL);
  return at;
}

static char *
dup_usage (gpointer item)
{
  return depot_text_time_exact (get_usage_at (item));
}

static char *
dup_storage (gpointer item)
{
  return depot_text_threshold (G_OBJECT (get_point (item)), "storage");
}

static char *
dup_transfer (gpointer item)
{
  return depot_text_threshold (G_OBJECT (get_point (item)), "transfer");
}

static gint64
get_hours (gpointer item)
{
  return depot_point_get_token_hours (get_point (item));
}

static char *
dup_hours (gpointer item)
{
  guint hours = depot_point_get_token_hours (get_point (item));

  return g_strdup_printf (ngettext ("%u hour", "%u hours", hours), hours);
}

#define TEXT (DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_LONG)

static const DepotColumn columns[] = {
  { "name", N_ ("Distribution Point"), "serial", dup_name, .flags = TEXT, .width = 170 },
  { "site", N_ ("Site"), "serial", dup_site, .flags = DEPOT_COLUMN_SEARCHED, .width = 56 },
  { "configuration",
    N_ ("Configuration"),
    "serial",
    dup_text,
    .flags = TEXT | DEPOT_COLUMN_EXPAND,
    .width = 180 },
  { "checked", N_ ("Last Check"), "serial", dup_checked, get_checked_at, .width = 160 },
  { "usage", N_ ("Usage Known Until"), "serial", dup_usage, get_usage_at, .width = 160 },
  { "storage",
    N_ ("Storage Alert"),
    "serial",
    dup_storage,
    .flags = DEPOT_COLUMN_LONG,
    .width = 150 },
  { "transfer",
    N_ ("Transfer Alert"),
    "serial",
    dup_transfer,
    .flags = DEPOT_COLUMN_LONG,
    .width = 150 },
  { "token",
    N_ ("Clients' Access Lasts"),
    "serial",
    dup_hours,
    get_hours,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 150 },
};

const DepotColumn *
depot_configuration_row_get_columns (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}
