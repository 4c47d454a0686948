/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the create wizard: shows a part of the draft. Next asks it to check (fields) and then
 * to apply, which may take a while, may be cancelled, and ends with exactly one of applied or
 * failed. Main thread. Properties: busy b (something runs; Next becomes Cancel).
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WIZARD_PAGE (depot_wizard_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (DepotWizardPage, depot_wizard_page, DEPOT, WIZARD_PAGE, AdwBin)

struct _DepotWizardPageClass
{
  AdwBinClass parent_class;

  void (*set_up) (DepotWizardPage *self);      /* once, when house and draft are there */
  void (*enter) (DepotWizardPage *self);       /* each time the page comes into view */
  GtkWidget *(*check) (DepotWizardPage *self); /* shows what is wrong; the first such row or NULL */
  void (*apply) (DepotWizardPage *self);       /* nothing to do: applied at once */
  void (*cancel) (DepotWizardPage *self);
};

void depot_wizard_page_set_up (DepotWizardPage *self, DepotHouse *house, DepotDraft *draft);
DepotHouse *depot_wizard_page_get_house (DepotWizardPage *self);
DepotDraft *depot_wizard_page_get_draft (DepotWizardPage *self);
/* The account the draft names, while it is signed in. Borrowed or NULL. */
DepotAccount *depot_wizard_page_get_account (DepotWizardPage *self);
DepotCloud *depot_wizard_page_get_cloud (DepotWizardPage *self);

void depot_wizard_page_enter (DepotWizardPage *self);
GtkWidget *depot_wizard_page_check (DepotWizardPage *self);
void depot_wizard_page_apply (DepotWizardPage *self);
void depot_wizard_page_cancel (DepotWizardPage *self);
gboolean depot_wizard_page_is_busy (DepotWizardPage *self);

/* For a page: the end of apply, and its states. Signals applied, failed (GError). */
void depot_wizard_page_applied (DepotWizardPage *self);
void depot_wizard_page_failed (DepotWizardPage *self, const GError *error);
void depot_wizard_page_set_busy (DepotWizardPage *self, gboolean is_busy);

G_END_DECLS
