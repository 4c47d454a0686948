/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-question.h"

#include <glib/gi18n.h>

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GObject) asker = data;
  DepotQuestionAnswer answer
      = (DepotQuestionAnswer) g_object_get_data (source, "depot-question-answer");
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (g_strcmp0 (response, "go") == 0)
    answer (asker);
}

void
depot_question_ask (GtkWidget *asker,
                    const char *heading,
                    const char *body,
                    const char *label,
                    DepotQuestionAnswer answer)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));

  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "go", label, NULL);
  adw_alert_dialog_set_response_appearance (dialog, "go", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_object_set_data (G_OBJECT (dialog), "depot-question-answer", (gpointer) answer);
  adw_alert_dialog_choose (dialog, asker, NULL, answered, g_object_ref (asker));
}
