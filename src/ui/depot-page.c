/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-page.h"

typedef struct
{
  DepotHouse *house;
} DepotPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DepotPage, depot_page, ADW_TYPE_NAVIGATION_PAGE)

static void
depot_page_dispose (GObject *object)
{
  DepotPagePrivate *priv = depot_page_get_instance_private (DEPOT_PAGE (object));

  g_clear_object (&priv->house);
  G_OBJECT_CLASS (depot_page_parent_class)->dispose (object);
}

static void
depot_page_class_init (DepotPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_page_dispose;
}

static void
depot_page_init (DepotPage *self)
{
}

DepotHouse *
depot_page_get_house (DepotPage *self)
{
  DepotPagePrivate *priv = depot_page_get_instance_private (self);

  return priv->house;
}

void
depot_page_set_house (DepotPage *self, DepotHouse *house)
{
  DepotPagePrivate *priv = depot_page_get_instance_private (self);

  g_set_object (&priv->house, house);
}
