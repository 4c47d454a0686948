/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question before something goes that does not come back by itself: the body says what will go. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef void (*DepotQuestionAnswer) (GObject *asker);

/* answer is called only if the person chose to go on; asker is kept alive until the question is gone. Strings are
 * copied; label has a mnemonic: "_Remove". */
void depot_question_ask (GtkWidget *asker, const char *heading, const char *body, const char *label, DepotQuestionAnswer answer);

G_END_DECLS
