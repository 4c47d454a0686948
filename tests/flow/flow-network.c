/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "flow-network.h"

#include <gio/gio.h>

#define LOOK_MILLISECONDS 20

typedef struct
{
  GObject parent_instance;

  gboolean is_metered;
} FlowNetwork;

typedef struct
{
  GObjectClass parent_class;
} FlowNetworkClass;

static const char *metered_file;

static void flow_network_initable_init (GInitableIface *iface);
static void flow_network_monitor_init (GNetworkMonitorInterface *iface);

GType flow_network_get_type (void);
G_DEFINE_TYPE_WITH_CODE (FlowNetwork,
                         flow_network,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, flow_network_initable_init)
                             G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                    flow_network_monitor_init))

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static gboolean
look (gpointer data)
{
  FlowNetwork *self = data;
  gboolean is_metered = g_file_test (metered_file, G_FILE_TEST_EXISTS);

  if (is_metered != self->is_metered)
    {
      self->is_metered = is_metered;
      g_object_notify (G_OBJECT (self), "network-metered");
    }
  return G_SOURCE_CONTINUE;
}

static void
flow_network_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CONNECTIVITY)
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
  else
    g_value_set_boolean (value, id == PROP_AVAILABLE ? TRUE : ((FlowNetwork *) object)->is_metered);
}

static void
flow_network_class_init (FlowNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = flow_network_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
flow_network_init (FlowNetwork *self)
{
  self->is_metered = g_file_test (metered_file, G_FILE_TEST_EXISTS);
  g_timeout_add (LOOK_MILLISECONDS, look, self);
}

static gboolean
initable_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
flow_network_initable_init (GInitableIface *iface)
{
  iface->init = initable_init;
}

static gboolean
can_reach (GNetworkMonitor *monitor,
           GSocketConnectable *connectable,
           GCancellable *cancellable,
           GError **error)
{
  return TRUE;
}

static void
flow_network_monitor_init (GNetworkMonitorInterface *iface)
{
  iface->can_reach = can_reach;
}

void
flow_network_install (const char *file)
{
  if (file == NULL)
    return;
  metered_file = file;
  g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (
      G_NETWORK_MONITOR_EXTENSION_POINT_NAME, flow_network_get_type (), "flow", 1000);
  g_setenv ("GIO_USE_NETWORK_MONITOR", "flow", TRUE);
}
